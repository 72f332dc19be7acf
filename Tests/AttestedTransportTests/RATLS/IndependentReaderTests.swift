import Attestation
import Crypto
import Foundation
import Testing
import Wire

@testable import AttestedTransport
@testable import RATLS

/// What we produce is read by openssl and PyPI's cbor2, which share no code with us.
@Suite struct IndependentReaderTests {
    /// The reader's lines by their first words, or nil if it refuses.
    private func read(_ certificate: [UInt8]) throws -> [String: String]? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardized
        let python = root.appendingPathComponent(".wheels/venv/bin/python").path
        let sentence: Comment = "cbor2 is not installed: run `make setup`, which puts it into .wheels/venv."
        guard FileManager.default.isExecutableFile(atPath: python), try run(python, ["-c", "import cbor2"]).status == 0 else {
            guard ProcessInfo.processInfo.environment["CLOISTER_REQUIRE_FIXTURES"] == "1" else { try Test.cancel(sentence) }
            Issue.record(sentence)
            return nil
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-\(UUID().uuidString).der")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(certificate).write(to: file)
        let (status, output) = try run(python, [root.appendingPathComponent("scripts/tests/ra_tls_reader.py").path, file.path])
        guard status == 0 else {
            #expect(status == 3)
            return nil
        }
        return Dictionary(
            output.split(separator: "\n").map { line in
                let words = line.split(separator: " ", maxSplits: 1)
                return (String(words[0]), words.count > 1 ? String(words[1]) : "")
            }, uniquingKeysWith: { first, _ in first })
    }

    private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    @Test(arguments: [RATLSDraft.Curve.p256, .p384])
    func `Ours are read as we meant them, for hardware and for the software TEE`(curve: RATLSDraft.Curve) async throws {
        for software in [false, true] {
            let draft = try RATLSDraft(curve: curve, hosts: ["node.test", "192.0.2.7"], nonce: [9, 8, 7], at: RATLSSample.time)
            let evidence =
                software
                ? try Evidence(platform: .softwareTEE, bytes: SoftwareShape.evidence(draft.reportData))
                : try await FakeEnclave().evidence(for: draft.reportData)
            guard let lines = try read(draft.certificate(with: evidence)) else {
                Issue.record("it was refused")
                return
            }
            #expect(lines["binds"] != nil && lines["quote"] == evidence.bytes.hex && lines["nonce"] == "090807")
            #expect(lines["hosts"] == "node.test,192.0.2.7" && lines["key"] == draft.certificate.key.publicKeyInfo.hex)
        }
    }

    @Test func `What we refuse it refuses too`() throws {
        let sample = RATLSSample()
        #expect(try read(sample.certificate([sample.tagged()])) != nil)
        for wrong in [
            try sample.tagged(critical: true), try sample.tagged(claims: RATLSClaims(key: [1]).encoded), try sample.older(),
            try sample.tagged(quote: sample.enclave.quote(sample.keyData)), try sample.tagged(value: [0xf6]),
        ] {
            #expect(try read(sample.certificate([wrong])) == nil)
        }
    }
}

/// The form of software evidence (docs/spec/software-tee.md), signed by nobody.
enum SoftwareShape {
    static func evidence(_ reportData: ReportData) -> [UInt8] {
        EvidenceFormat.softwareMagic + [UInt8](repeating: 0, count: 88) + reportData.bytes + [UInt8](repeating: 7, count: 64)
    }
}
