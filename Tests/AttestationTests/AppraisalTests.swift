import Attestation
import Testing

@testable import SoftwareTEE

@Suite struct AppraisalTests {
    @Test func `[3] A node that can be debugged is refused, unless the policy spells it out`() throws {
        let evidence = try Samples.evidence { $0.isDebug = true }
        #expect(Samples.codes(try Samples.appraise(evidence)) == [.debugEnabled])
        let lax = try Samples.policy(accepting: [.unsafeAcceptSoftwareTEE, .unsafeAllowDebug])
        #expect(try Samples.appraise(evidence, policy: lax).attested?.isDebug == true)
    }

    @Test func `[4] A measurement of zeros is refused even if somebody listed it`() throws {
        let evidence = try Samples.evidence { $0.measurement = Samples.bytes(0, 32) }
        let zero = try Samples.measurement(0)
        let policy = AppraisalPolicy(accepting: [.unsafeAcceptSoftwareTEE]) { MeasurementIsAccepted(control: [zero], executor: [zero]) }
        #expect(Samples.codes(try Samples.appraise(evidence, policy: policy)) == [.measurementIsZero])
    }

    @Test func `[31][36] Evidence of control is refused as that of an executor, and the other way round`() throws {
        #expect(Samples.codes(try Samples.appraise(Samples.evidence(), role: .executor)) == [.roleMismatch])
        let executor = try Samples.evidence { $0.role = .executor }
        #expect(Samples.codes(try Samples.appraise(executor, role: .control)) == [.roleMismatch])
        #expect(try Samples.appraise(executor, role: .executor).attested?.role == .executor)
    }

    @Test func `[16] Software is accepted for the role it is listed for only`() throws {
        let policy = AppraisalPolicy(accepting: [.unsafeAcceptSoftwareTEE]) {
            MeasurementIsAccepted(
                control: [], executor: [Measurement("software-tee:" + String(repeating: "04", count: 32))].compactMap(\.self))
        }
        #expect(Samples.codes(try Samples.appraise(Samples.evidence(), policy: policy)) == [.measurementNotAccepted])
        let executor = try Samples.evidence { $0.role = .executor }
        #expect(try Samples.appraise(executor, policy: policy, role: .executor).attested != nil)
    }

    @Test func `[17] Software that is not listed, or no longer, is refused`() throws {
        let evidence = try Samples.evidence { $0.measurement[31] ^= 1 }
        let failure = try #require(try Samples.appraise(evidence).failures.first)
        #expect(failure.code == .measurementNotAccepted)
        #expect(failure.found.hasSuffix("0405") && failure.wanted.hasSuffix("0404"))
    }

    @Test func `[13][29] Other report data is refused: a prefix, a suffix, zeros, any single bit`() throws {
        let evidence = try Samples.evidence()
        var others = [Samples.bytes(6, 32) + Samples.bytes(0, 32), Samples.bytes(0, 32) + Samples.bytes(6, 32), Samples.bytes(0, 64)]
        for index in 0..<64 {
            var bytes = Samples.bytes(6, 64)
            bytes[index] ^= 1
            others.append(bytes)
        }
        for bytes in others {
            #expect(Samples.codes(try Samples.appraise(evidence, reportData: ReportData(bytes))) == [.reportDataMismatch])
        }
    }

    @Test(arguments: [0, 1, 32, 63, 65, 128])
    func `[13] Report data of another length cannot be made`(count: Int) {
        #expect(throws: AttestationError(.malformed, "")) { try ReportData(Samples.bytes(0, count)) }
    }

    @Test func `[14] A policy that does not spell it out refuses a software TEE`() throws {
        #expect(Samples.codes(try Samples.appraise(Samples.evidence(), policy: Samples.policy(accepting: []))) == [.softwareTEENotAccepted])
    }

    @Test func `[14] A strict policy refuses a software TEE even if its acceptance is spelt out`() throws {
        let measurement = try Samples.measurement()
        let policy = AppraisalPolicy(accepting: [.unsafeAcceptSoftwareTEE]) {
            MeasurementIsAccepted(control: [measurement], executor: [])
            PlatformIsAccepted([.tdx, .sevSNP])
            MemoryIsConfidential()
        }
        #expect(Samples.codes(try Samples.appraise(Samples.evidence(), policy: policy)) == [.platformNotAccepted, .memoryNotConfidential])
    }

    @Test func `[15] A genuine machine that is not listed is refused`() throws {
        let measurement = try Samples.measurement()
        let other = try HardwareID(platform: .softwareTEE, bytes: Samples.bytes(3, 16))
        let own = try HardwareID(platform: .softwareTEE, bytes: Samples.bytes(2, 16))
        for (list, codes) in [([], [.hardwareNotAccepted]), ([other], [.hardwareNotAccepted]), ([other, own], [])]
            as [([HardwareID], [AppraisalFailure.Code])]
        {
            let policy = AppraisalPolicy(accepting: [.unsafeAcceptSoftwareTEE]) {
                MeasurementIsAccepted(control: [measurement], executor: [])
                HardwareIsAccepted(list)
            }
            #expect(Samples.codes(try Samples.appraise(Samples.evidence(), policy: policy)) == codes)
        }
    }

    @Test(arguments: [(0, true), (2, true), (3, true), (4, false), (UInt32.max, false)] as [(UInt32, Bool)])
    func `[9] The security version is compared with the minimum`(minimum: UInt32, isAccepted: Bool) throws {
        let measurement = try Samples.measurement()
        let policy = AppraisalPolicy(accepting: [.unsafeAcceptSoftwareTEE]) {
            MeasurementIsAccepted(control: [measurement], executor: [])
            SecurityVersionIsAtLeast(minimum)
        }
        #expect(Samples.codes(try Samples.appraise(Samples.evidence(), policy: policy)) == (isAccepted ? [] : [.securityVersionTooLow]))
    }

    @Test func `A configuration is held against the list of its role, if there is one`() throws {
        let measurement = try Samples.measurement()
        for (control, codes) in [
            (nil, []), ([], [.configurationNotAccepted]), ([Samples.bytes(7, 32)], [.configurationNotAccepted]),
            ([Samples.bytes(5, 32)], []),
        ] as [([[UInt8]]?, [AppraisalFailure.Code])] {
            let policy = AppraisalPolicy(accepting: [.unsafeAcceptSoftwareTEE]) {
                MeasurementIsAccepted(control: [measurement], executor: [])
                ConfigurationIsAccepted(control: control, executor: [])
            }
            #expect(Samples.codes(try Samples.appraise(Samples.evidence(), policy: policy)) == codes)
        }
    }

    @Test func `All failures are reported at once, each once, with what was found and wanted`() throws {
        let evidence = try Samples.evidence {
            $0.isDebug = true
            $0.measurement = Samples.bytes(0, 32)
        }
        let measurement = try Samples.measurement()
        let policy = AppraisalPolicy {
            MeasurementIsAccepted(control: [measurement], executor: [measurement])
            PlatformIsAccepted([.tdx])
            MemoryIsConfidential()
            ConfigurationIsAccepted(control: [], executor: [])
            HardwareIsAccepted([])
            SecurityVersionIsAtLeast(4)
            SecurityVersionIsAtLeast(4)
        }
        let appraisal = try Samples.appraise(evidence, policy: policy, reportData: Samples.reportData(7), role: .executor)
        #expect(
            Samples.codes(appraisal) == [
                .reportDataMismatch, .roleMismatch, .measurementIsZero, .debugEnabled, .softwareTEENotAccepted, .measurementNotAccepted,
                .platformNotAccepted, .memoryNotConfidential, .configurationNotAccepted, .hardwareNotAccepted, .securityVersionTooLow,
            ])
        for failure in appraisal.failures { #expect(!failure.found.isEmpty && !failure.wanted.isEmpty) }
    }

    @Test func `Without a verifier everything is refused`() throws {
        let appraiser = Appraiser(verifiers: [], policy: try Samples.policy())
        let appraisal = try appraiser.appraise(Samples.evidence(), reportData: Samples.reportData(), role: .control, at: Samples.time)
        #expect(Samples.codes(appraisal) == [.platformNotAccepted])
    }

    /// A verifier that gives out a report of another platform than the evidence's.
    private struct Confused: EvidenceVerifier {
        let platform = Platform.tdx
        let report: AuthenticReport
        func authenticate(
            _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
        ) throws(AttestationError) -> AuthenticReport { report }
    }

    @Test func `[11] A report of another platform than the evidence's is refused`() throws {
        let report = try Samples.verifier().authenticate(Samples.evidence(), at: Samples.time)
        let appraiser = Appraiser(verifiers: [Confused(report: report)], policy: try Samples.policy())
        let evidence = try Evidence(platform: .tdx, bytes: [])
        let appraisal = try appraiser.appraise(evidence, reportData: Samples.reportData(), role: .control, at: Samples.time)
        #expect(Samples.codes(appraisal) == [.platformNotAccepted])
    }

    @Test func `Only platforms that encrypt or isolate memory count as confidential`() {
        let confidential: [Platform] = [.sgx, .tdx, .sevSNP, .nitro, .azureSNP, .azureTDX]
        for platform in confidential { #expect(platform.confidentialMemory && !platform.isSimulation) }
        for platform in [Platform.softwareTEE, Platform.tpm, Platform.unknown] { #expect(platform?.confidentialMemory == false) }
        #expect(Platform.softwareTEE.isSimulation)
    }
}
