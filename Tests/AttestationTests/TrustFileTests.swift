import Attestation
import Testing
import Wire

@testable import SoftwareTEE

@Suite struct TrustFileTests {
    static let digest = String(repeating: "04", count: 32)

    private func document(
        version: String = "1", acknowledge: String? = TrustFile.softwareAcknowledgement, roots: String? = nil, more: String = ""
    ) throws -> String {
        let roots = try roots ?? "[\"\(Samples.root().publicKey.hex)\"]"
        let sentence = acknowledge.map { "\"acknowledge\": \"\($0)\", " } ?? ""
        return """
            {"version": \(version), "platforms": {"software-tee": {\(sentence)"roots": \(roots)}},
             "control": {"measurements": ["software-tee:\(Self.digest)"]}\(more)}
            """
    }

    private func read(_ text: String) throws(AttestationError) -> TrustFile { try TrustFile(json: Array(text.utf8)) }

    private func isRefused(_ text: String) -> Bool {
        do throws(AttestationError) {
            _ = try read(text)
            return false
        } catch { return error.code == .invalidTrust && error.message.count > 10 }
    }

    private func codes(_ trust: TrustFile, _ evidence: Evidence, role: NodeRole = .control) throws -> [AppraisalFailure.Code] {
        Samples.codes(try trust.softwareAppraiser().appraise(evidence, reportData: Samples.reportData(), role: role, at: Samples.time))
    }

    @Test func `A complete file accepts what it lists and nothing else`() throws {
        let trust = try read(
            document(
                more: """
                    , "executor": {"measurements": ["software-tee:\(String(repeating: "08", count: 32))"], "configurations": []},
                    "hardware": ["software-tee:\(String(repeating: "02", count: 16))"], "minimumSecurityVersion": 3
                    """))
        #expect(try codes(trust, Samples.evidence()) == [])
        #expect(try codes(trust, Samples.evidence { $0.securityVersion = 2 }) == [.securityVersionTooLow])
        #expect(try codes(trust, Samples.evidence { $0.hardwareID[0] = 3 }) == [.hardwareNotAccepted])
        #expect(try codes(trust, Samples.evidence { $0.measurement[0] = 8 }) == [.measurementNotAccepted])
        #expect(
            try codes(trust, Samples.evidence { $0.role = .executor }, role: .executor) == [
                .measurementNotAccepted, .configurationNotAccepted,
            ])
        #expect(try codes(trust, Samples.evidence(root: 9)) == [.notAuthentic])
    }

    @Test func `What it writes is what it read`() throws {
        let trust = try read(
            document(
                more: ", \"executor\": {\"measurements\": [], \"configurations\": [\"\(Self.digest)\"]}, \"minimumSecurityVersion\": 7"))
        #expect(try TrustFile(json: trust.encoded()) == trust)
        #expect(try TrustFile(json: TrustFile().encoded()) == TrustFile())
    }

    @Test func `Pinning adds software once, for its role`() throws {
        var trust = TrustFile()
        try trust.unsafeAcceptSoftwareTEE(roots: [Samples.root().publicKey], acknowledging: TrustFile.softwareAcknowledgement)
        #expect(try codes(trust, Samples.evidence()) == [.measurementNotAccepted])
        try trust.pin(Samples.measurement(), as: .control)
        try trust.pin(Samples.measurement(), as: .control)
        #expect(trust.control.measurements.count == 1 && trust.executor.measurements.isEmpty)
        #expect(try codes(TrustFile(json: trust.encoded()), Samples.evidence()) == [])
    }

    @Test(arguments: [nil, "", "yes", "I accept that a software TEE protects nothing.", "i accept that a software tee protects nothing"])
    func `[14] Without the sentence to the letter the software TEE is refused`(sentence: String?) throws {
        #expect(try isRefused(document(acknowledge: sentence)))
        var trust = TrustFile()
        #expect(throws: AttestationError(.invalidTrust, "")) {
            try trust.unsafeAcceptSoftwareTEE(roots: [Samples.root().publicKey], acknowledging: sentence ?? "")
        }
        #expect(trust == TrustFile())
    }

    @Test func `[14] A file that names no platform accepts no node, whoever verifies`() throws {
        let trust = try read("{\"version\": 1, \"platforms\": {}, \"control\": {\"measurements\": [\"software-tee:\(Self.digest)\"]}}")
        #expect(try codes(trust, Samples.evidence()) == [.platformNotAccepted])
        #expect(
            Samples.codes(try Samples.appraise(Samples.evidence(), policy: trust.policy))
                == [.softwareTEENotAccepted, .platformNotAccepted, .hardwareNotAccepted, .memoryNotConfidential])
    }

    @Test func `Anything that is not exactly of the form is refused with a sentence`() throws {
        let root = try Samples.root().publicKey.hex
        #expect(!isRefused(try document()))
        let refused = try [
            "", "[]", "null", "1", "{}", "{\"version\": 1}", document() + "x", String(document().dropLast()),
            document(version: "2"), document(version: "\"1\""), document(version: "null"), document(version: "1.5"),
            document(more: ", \"unknown\": 1"), document(more: ", \"version\": 1"), document(more: ", \"\\u0068ardware\": []"),
            document(more: ", \"control\": {\"measurements\": []}"), document(more: ", \"executor\": null"),
            document(more: ", \"executor\": {}"),
            document(more: ", \"executor\": {\"measurements\": [], \"debug\": true}"), document(more: ", \"hardware\": null"),
            document(more: ", \"executor\": {\"measurements\": [], \"configurations\": null}"),
            document(more: ", \"executor\": {\"measurements\": [], \"configurations\": [\"04\"]}"),
            document(more: ", \"executor\": {\"measurements\": [\"\(Self.digest)\"]}"),
            document(more: ", \"executor\": {\"measurements\": [\"software-tee:\(String(repeating: "00", count: 32))\"]}"),
            document(more: ", \"executor\": {\"measurements\": [\"software-tee:\(Self.digest)\", \"software-tee:\(Self.digest)\"]}"),
            document(more: ", \"executor\": {\"measurements\": [1]}"), document(more: ", \"hardware\": [\"software-tee:04\"]"),
            document(more: ", \"minimumSecurityVersion\": -1"), document(more: ", \"minimumSecurityVersion\": null"),
            document(more: ", \"minimumSecurityVersion\": 4294967296"),
            document(more: ", \"minimumSecurityVersion\": \"1\""), document(roots: "[]"), document(roots: "[\"\(root)\", \"\(root)\"]"),
            document(roots: "[\"\(root.dropLast(2))\"]"), document(roots: "[\"04\(String(repeating: "00", count: 64))\"]"),
            document(roots: "null"),
            document(roots: "[" + (0..<17).map { "\"\($0)\"" }.joined(separator: ",") + "]"),
            "{\"version\": 1, \"platforms\": {\"tdx\": {\"roots\": [\"\(root)\"]}}}",
            "{\"version\": 1, \"platforms\": {\"Software-TEE\": {\"roots\": [\"\(root)\"]}}}",
            String(repeating: "[", count: 60_000), document() + String(repeating: " ", count: 65_536),
            document(more: ", \"hardware\": [" + (0..<257).map { "\"\($0)\"" }.joined(separator: ",") + "]"),
        ]
        for text in refused { #expect(isRefused(text), "\(text.prefix(300))") }
    }

    @Test func `Other encodings of JSON are refused`() throws {
        let text = try document()
        for bytes in [[0xEF, 0xBB, 0xBF] + Array(text.utf8), text.utf16.flatMap { [UInt8($0 & 0xff), 0] }, Array(text.utf8) + [0xff]] {
            #expect(throws: AttestationError(.invalidTrust, "")) { try TrustFile(json: bytes) }
        }
    }

    @Test func `[2] A file cut anywhere is refused, and one with a changed byte never traps`() throws {
        let bytes = Array(try document().utf8)
        for length in bytes.indices { #expect(throws: AttestationError.self) { try TrustFile(json: Array(bytes.prefix(length))) } }
        for index in bytes.indices {
            for flip in [1, 2, 0x20, 0x80] as [UInt8] {
                var changed = bytes
                changed[index] ^= flip
                _ = try? TrustFile(json: changed)
            }
        }
    }
}
