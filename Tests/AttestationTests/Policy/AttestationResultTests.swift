import Crypto
import Foundation
import Testing

@testable import Attestation

@Suite struct AttestationResultTests {
    private func examination(_ status: TCBStanding.Status, failing: [AppraisalFailure.Code] = []) throws -> EvidenceExamination {
        let bytes = [UInt8](repeating: 1, count: 32)
        let report = AuthenticReport(
            platform: .tdx, measurement: try Measurement(platform: .tdx, digest: bytes), role: nil, configurationDigest: [],
            securityVersion: 0, isDebug: false, hardwareID: try HardwareID(platform: .tdx, bytes: bytes),
            reportData: try ReportData([UInt8](repeating: 3, count: 64)),
            standing: TCBStanding(status: status, advisories: ["INTEL-SA-1"], date: 0, evaluationNumber: 1))
        return EvidenceExamination(
            .tdxQuote4, report, failures: failing.map { AppraisalFailure($0, found: "a", wanted: "b") }, at: 1_800_000_000)
    }

    private func claims(_ examination: EvidenceExamination, under policy: EvidencePolicy = .careful) throws -> [String: Any] {
        let data = try JSONEncoder().encode(AttestationResult(examination, under: policy, nonce: [7], build: "test"))
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(root["eat_profile"] as? String == AttestationResult.profile && root["iat"] as? Int == 1_800_000_000)
        #expect(root["eat_nonce"] as? String == "07")
        return try #require((root["submods"] as? [String: Any])?["tdx"] as? [String: Any])
    }

    @Test func `A verdict becomes the tier that says no more than it`() throws {
        #expect(try claims(examination(.upToDate))["ear.status"] as? String == "affirming")
        #expect(try claims(examination(.outOfDate, failing: [.statusNotAccepted]))["ear.status"] as? String == "warning")
        #expect(try claims(examination(.revoked, failing: [.statusNotAccepted]))["ear.status"] as? String == "contraindicated")
        #expect(try claims(examination(.upToDate, failing: [.debugEnabled]))["ear.status"] as? String == "contraindicated")
    }

    @Test func `Software and machine are affirmed only where the policy lists them`() throws {
        let open = try #require(try claims(examination(.upToDate))["ear.trustworthiness-vector"] as? [String: Int])
        #expect(open == ["instance-identity": 0, "executables": 0, "hardware": 2, "runtime-opaque": 2])
        var policy = EvidencePolicy.careful
        policy.hardware = []
        policy.platforms[.tdx]?.registers = [try #require(SignedRegister("mrtd", of: .tdx)): [[1]]]
        let listed = try #require(
            try claims(examination(.outOfDate, failing: [.hardwareNotAccepted]), under: policy)["ear.trustworthiness-vector"]
                as? [String: Int])
        #expect(listed == ["instance-identity": 97, "executables": 2, "hardware": 32, "runtime-opaque": 2])
    }

    @Test func `openssl verifies the token, and not another one`() throws {
        let key = P256.Signing.PrivateKey()
        let token = try AttestationResult(examination(.upToDate), under: .careful, build: "test").token(signedBy: key)
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 3 && !token.contains("=") && !token.contains("+") && !token.contains("/"))
        let raw = try #require(Self.decode(parts[2]))
        #expect(String(decoding: try #require(Self.decode(parts[0])), as: UTF8.self) == #"{"alg":"ES256","typ":"JWT"}"#)
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: raw).derRepresentation
        let content = "\(parts[0]).\(parts[1])"
        #expect(try Self.openssl(verifies: signature, of: content, by: key.publicKey.pemRepresentation))
        #expect(try !Self.openssl(verifies: signature, of: content + "A", by: key.publicKey.pemRepresentation))
    }

    private static func decode(_ text: Substring) -> Data? {
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        while !text.count.isMultiple(of: 4) { text += "=" }
        return Data(base64Encoded: String(text))
    }

    private static func openssl(verifies signature: Data, of content: String, by key: String) throws -> Bool {
        let program = URL(fileURLWithPath: "/usr/bin/openssl")
        guard FileManager.default.isExecutableFile(atPath: program.path) else { try Test.cancel("There is no /usr/bin/openssl.") }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["key", "signature", "content"].map { folder.appendingPathComponent($0) }
        try Data(key.utf8).write(to: files[0])
        try signature.write(to: files[1])
        try Data(content.utf8).write(to: files[2])
        let process = Process()
        process.executableURL = program
        process.arguments = ["dgst", "-sha256", "-verify", files[0].path, "-signature", files[1].path, files[2].path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
