@testable import Attestation
@testable import Commands
@testable import SoftwareTEE
import Testing

@Suite struct PinningTests {
    static let sentence = TrustFile.softwareAcknowledgement

    /// A machine whose measurer quotes for any program.
    struct Machine {
        let root: SoftwareRoot
        init() throws { root = try SoftwareRoot() }

        func record(of program: UInt8, configuration: UInt8 = 9, isDebug: Bool = false, trust: TrustFile) throws -> AppraisalRecord {
            let data = try ReportData([UInt8](repeating: 7, count: 64))
            let report = SoftwareReport(
                role: .control, isDebug: isDebug, securityVersion: 1, hardwareID: root.hardwareID.bytes,
                measurement: [UInt8](repeating: program, count: 32), configurationDigest: [UInt8](repeating: configuration, count: 32),
                reportData: data)
            return try trust.softwareAppraiser().record(of: root.evidence(for: report), reportData: data, role: .control, at: 1_000)
        }

        func pinning(_ existing: TrustFile? = nil, expected: Measurement? = nil, configuration: [UInt8]? = nil) throws -> Pinning {
            try Pinning(
                existing: existing, roots: [root.publicKey], sentence: PinningTests.sentence, expected: expected,
                expectedConfiguration: configuration)
        }
    }

    static func measurement(_ program: UInt8) throws -> Measurement {
        try Measurement(platform: .softwareTEE, digest: [UInt8](repeating: program, count: 32))
    }

    @Test func `A first contact is refused, and shows what could be pinned`() throws {
        let machine = try Machine()
        let pinning = try machine.pinning()
        let record = try machine.record(of: 1, trust: pinning.trust)
        #expect(record.appraisal.failures.map(\.code) == [.measurementNotAccepted])
        #expect(pinning.mayPinOnFirstUse(record))
        #expect(record.report?.measurement == (try Self.measurement(1)))
    }

    @Test func `Trust on first use accepts that software and configuration, and no other afterwards`() throws {
        let machine = try Machine()
        var pinning = try machine.pinning()
        pinning.pinOnFirstUse(try machine.record(of: 1, trust: pinning.trust))
        #expect(try machine.record(of: 1, trust: pinning.trust).appraisal.attested != nil)
        #expect(try machine.record(of: 2, trust: pinning.trust).appraisal.attested == nil)
        #expect(try machine.record(of: 1, configuration: 8, trust: pinning.trust).appraisal.attested == nil)
    }

    @Test func `Only what was expected is pinned`() throws {
        let machine = try Machine()
        var pinning = try machine.pinning(expected: try Self.measurement(1))
        let other = try machine.record(of: 2, trust: pinning.trust)
        #expect(other.appraisal.attested == nil)
        #expect(!pinning.mayPinOnFirstUse(other))
        pinning.pinOnFirstUse(other)
        #expect(pinning.trust.control.measurements == [try Self.measurement(1)])
        #expect(try machine.record(of: 1, trust: pinning.trust).appraisal.attested != nil)
    }

    @Test func `What is pinned is not replaced by what answers`() throws {
        let machine = try Machine()
        var first = try machine.pinning()
        first.pinOnFirstUse(try machine.record(of: 1, trust: first.trust))
        var second = try machine.pinning(first.trust)
        let tampered = try machine.record(of: 2, trust: second.trust)
        #expect(!second.mayPinOnFirstUse(tampered))
        second.pinOnFirstUse(tampered)
        #expect(second.trust == first.trust)
    }

    @Test func `A node with more wrong than its measurement is not pinned on first use`() throws {
        let machine = try Machine()
        let pinning = try machine.pinning()
        #expect(!pinning.mayPinOnFirstUse(try machine.record(of: 1, isDebug: true, trust: pinning.trust)))
        #expect(!pinning.mayPinOnFirstUse(try Machine().record(of: 1, trust: pinning.trust)))
        let wanted = try machine.pinning(configuration: [UInt8](repeating: 5, count: 32))
        #expect(!wanted.mayPinOnFirstUse(try machine.record(of: 1, trust: wanted.trust)))
    }

    @Test func `A software TEE takes the sentence to the letter, and a root`() throws {
        let root = try SoftwareRoot().publicKey
        for sentence in [nil, "", "yes", Self.sentence + "."] {
            #expect(throws: AttestationError.self) {
                try Pinning(existing: nil, roots: [root], sentence: sentence, expected: nil, expectedConfiguration: nil)
            }
        }
        #expect(throws: CommandFailure.self) {
            try Pinning(existing: nil, roots: [], sentence: Self.sentence, expected: nil, expectedConfiguration: nil)
        }
        let record = try Machine().record(of: 1, trust: TrustFile())
        #expect(record.appraisal.attested == nil)
    }

    @Test func `The executors that the ledger names are pinned, and the trust file keeps everything`() throws {
        let machine = try Machine()
        var pinning = try machine.pinning(expected: try Self.measurement(1))
        try pinning.complete(configuration: [UInt8](repeating: 9, count: 32), executors: ["\(try Self.measurement(3))"])
        let read = try TrustFile(json: try pinning.trust.encoded())
        #expect(read.executor.measurements == [try Self.measurement(3)])
        #expect(read.control.configurations == [[UInt8](repeating: 9, count: 32)])
        #expect(try machine.record(of: 1, trust: read).appraisal.attested != nil)
        #expect(throws: CommandFailure.self) { try pinning.complete(configuration: [], executors: ["nothing"]) }
    }
}
