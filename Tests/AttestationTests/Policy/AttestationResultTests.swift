import Crypto
import Foundation
import Testing

@testable import Attestation

@Suite struct AttestationResultTests {
    private func examination(
        _ status: TCBStanding.Status?, failing: [AppraisalFailure.Code] = [], platform: Platform = .tdx, debug: Bool = false
    ) throws -> EvidenceExamination {
        let bytes = [UInt8](repeating: 1, count: 32)
        let standing = status.map { TCBStanding(status: $0, advisories: ["INTEL-SA-1"], date: 0, evaluationNumber: 1) }
        let report = AuthenticReport(
            platform: platform, measurement: try Measurement(platform: platform, digest: bytes), role: nil, configurationDigest: [],
            securityVersion: 0, isDebug: debug, hardwareID: try HardwareID(platform: platform, bytes: bytes),
            reportData: try ReportData([UInt8](repeating: 3, count: 64)), standing: standing)
        return EvidenceExamination(
            .tdxQuote4, report, failures: failing.map { AppraisalFailure($0, found: "a", wanted: "b") }, at: 1_800_000_000)
    }

    private func refusal(_ refusal: EvidenceRefusal) -> EvidenceExamination {
        EvidenceExamination(.tdxQuote4, refusedBy: ExaminationReason(refusal, "no"), at: 1_800_000_000)
    }

    private static let nonce = [UInt8](repeating: 0xfe, count: 64)

    private func claims(
        _ examination: EvidenceExamination, under policy: EvidencePolicy = .careful, nonce: [UInt8]? = nonce
    ) throws -> [String: Any] {
        let data = try JSONEncoder().encode(AttestationResult(examination, under: policy, nonce: nonce, build: "test"))
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(root["eat_profile"] as? String == "tag:ietf.org,2026:rats/ear#04" && root["iat"] as? Int == 1_800_000_000)
        #expect(root["ear_verifier_id"] as? [String: String] == ["build": "test", "developer": "Cloister"])
        #expect(root["eat_nonce"] as? String == nonce.flatMap { 8...64 ~= $0.count ? Data($0).base64EncodedString() : nil })
        let submodules = try #require(root["submods"] as? [String: Any])
        let appraisal = try #require(submodules[examination.platform?.description ?? "unknown"] as? [String: Any])
        #expect(submodules.count == 1 && root["ear_status"] as? String == appraisal["ear_status"] as? String)
        return appraisal
    }

    private func vector(_ examination: EvidenceExamination, under policy: EvidencePolicy = .careful) throws -> [String: Int] {
        try #require(try claims(examination, under: policy)["ear_trustworthiness_vector"] as? [String: Int])
    }

    @Test func `A verdict becomes the tier that says no more than it`() throws {
        func status(_ examination: EvidenceExamination) throws -> String? { try claims(examination)["ear_status"] as? String }
        #expect(try status(examination(.upToDate)) == "affirming")
        #expect(try status(examination(nil, platform: .nitro)) == "affirming")
        #expect(try status(examination(.outOfDate, failing: [.statusNotAccepted])) == "warning")
        #expect(try status(examination(.revoked, failing: [.statusNotAccepted])) == "contraindicated")
        #expect(try status(examination(.upToDate, failing: [.debugEnabled])) == "contraindicated")
        #expect(try status(refusal(.reportSignature)) == "contraindicated")
        // What a policy accepts for a while is verified, and is no better than what is known of the hardware.
        #expect(try status(examination(.softwareHardeningNeeded)) == "warning")
        #expect(try status(examination(.upToDate, debug: true)) == "contraindicated")
    }

    @Test func `Software and machine are affirmed only where the policy lists them`() throws {
        #expect(try vector(examination(.upToDate)) == ["hardware": 2, "runtime-opaque": 2])
        var policy = EvidencePolicy.careful
        policy.hardware = []
        policy.platforms[.tdx]?.registers = [try #require(SignedRegister("mrtd", of: .tdx)): [[1]]]
        #expect(
            try vector(examination(.outOfDate, failing: [.hardwareNotAccepted]), under: policy)
                == ["instance-identity": 97, "executables": 3, "hardware": 32, "runtime-opaque": 2])
        #expect(
            try vector(examination(.upToDate, failing: [.registerNotAccepted]), under: policy)
                == ["instance-identity": 2, "executables": 33, "hardware": 2, "runtime-opaque": 2])
        // Registers that name no software affirm none.
        policy.platforms[.tdx]?.registers = [try #require(SignedRegister("xfam", of: .tdx)): [[1]]]
        #expect(try vector(examination(.upToDate), under: policy)["executables"] == nil)
        policy.platforms[.tdx] = nil
        #expect(try vector(examination(.upToDate), under: policy)["executables"] == nil)
    }

    @Test func `Each part of the vector has the value of what was found`() throws {
        #expect(try vector(refusal(.reportSignature)) == ["hardware": 99])
        #expect(try vector(refusal(.tcbLevelMissing)) == ["hardware": 97])
        #expect(try vector(examination(.revoked, failing: [.statusNotAccepted]))["hardware"] == 96)
        #expect(try vector(examination(.upToDate, failing: [.componentTooOld]))["hardware"] == 32)
        #expect(try vector(examination(nil, failing: [.guestPolicyNotAccepted], platform: .sevSNP))["configuration"] == 96)
        #expect(try vector(examination(nil, failing: [.memoryNotConfidential], platform: .tpm)) == ["hardware": 2, "runtime-opaque": 96])
        #expect(try vector(examination(nil, platform: .tpm)) == ["hardware": 2])
        #expect(try vector(examination(.upToDate, debug: true))["runtime-opaque"] == 96)
    }

    @Test func `[13] A nonce is echoed of evidence that was made for it, and only of EAT's lengths`() throws {
        let text = Data(Self.nonce).base64EncodedString()
        #expect(try claims(examination(.upToDate))["eat_nonce"] as? String == text)
        #expect(try claims(examination(.upToDate, failing: [.nonceMismatch]))["eat_nonce"] == nil)
        #expect(try claims(refusal(.reportSignature))["eat_nonce"] == nil)
        for length in [0, 7, 65] {
            #expect(try claims(examination(.upToDate), nonce: [UInt8](repeating: 1, count: length))["eat_nonce"] == nil)
        }
        #expect(try claims(examination(.upToDate), nonce: [UInt8](repeating: 1, count: 8))["eat_nonce"] as? String == "AQEBAQEBAQE=")
    }

    @Test func `Another implementation of tokens verifies ours and reads the claims of the draft; it refuses what was changed`() throws {
        let key = P256.Signing.PrivateKey()
        let pem = key.publicKey.pemRepresentation
        let examinations = [
            try examination(.upToDate), try examination(.outOfDate, failing: [.statusNotAccepted]), try examination(.outOfDate),
            try examination(.revoked, failing: [.statusNotAccepted]), try examination(nil, failing: [.debugEnabled], platform: .nitro),
            refusal(.reportSignature), refusal(.tcbLevelMissing),
            EvidenceExamination(.tdxQuote4, try MadeDetails.domain(), failures: [], at: 1),
            EvidenceExamination(.unknown, refusedBy: ExaminationReason(.malformed, "no"), at: 0),
        ]
        let tokens = try examinations.map {
            try AttestationResult($0, under: .careful, nonce: Self.nonce, build: "test").token(signedBy: key)
        }
        let wrong = try Self.wrongTokens(after: tokens[0], key)
        let questions = tokens.map { EARReader.Question(key: pem, token: $0) } + wrong.map { EARReader.Question(key: pem, token: $0) }
        let stranger = EARReader.Question(key: P256.Signing.PrivateKey().publicKey.pemRepresentation, token: tokens[0])
        guard let found = try EARReader.claims(of: questions + [stranger]) else { return }
        for (claims, examination) in zip(found, examinations) {
            let submodules = try #require(claims?["submods"] as? [String: [String: Any]], "\(examination)")
            #expect(Array(submodules.keys) == [examination.platform?.description ?? "unknown"])
            let verdict = submodules.values.first?["ear_verifier_claims"] as? [String: Any]
            #expect(verdict?["result"] as? String == examination.result.rawValue)
            #expect(verdict?["reasons"] as? [String] == examination.reasons.map(\.code))
        }
        let domain = (found[7]?["submods"] as? [String: [String: Any]])?["tdx"]?["ear_attester_claims"] as? [String: Any]
        #expect(domain?["mrtd"] as? String == String(repeating: "22", count: 48))
        for (index, claims) in found.enumerated().dropFirst(examinations.count) {
            #expect(claims == nil, "\(questions.dropFirst(index).first?.token ?? "")")
        }
        print("\(examinations.count) attestation results verified by joserfc, \(wrong.count + 1) wrong ones refused")
    }

    /// Tokens that are not as they were signed, and signed ones that are not as the draft wants them.
    private static func wrongTokens(after token: String, _ key: P256.Signing.PrivateKey) throws -> [String] {
        let parts = token.split(separator: ".").map(String.init)
        let claims = try #require(decode(parts[1][...]).map { String(decoding: $0, as: UTF8.self) })
        func text(_ content: String) -> String {
            Data(content.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        func signed(_ content: String, header: String = #"{"alg":"ES256","typ":"JWT"}"#) throws -> String {
            let input = text(header) + "." + text(content)
            let signature = try key.signature(for: Data(input.utf8)).rawRepresentation.base64EncodedString()
            return input + "." + signature.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        let edits = [
            ("rats/ear#04", "rats/ear#03"), ("\"iat\":1800000000", "\"iat\":1.5"), ("\"hardware\":2", "\"hardware\":200"),
            ("\"hardware\":2", "\"hardware\":32"), ("\"hardware\":2", "\"hardwares\":2"), ("ear_verifier_id", "ear.verifier-id"),
            ("\"affirming\"", "\"fine\""), ("\"developer\"", "\"maker\""), ("submods", "submodules"),
        ]
        var wrong: [String] = []
        for (old, new) in edits where claims.contains(old) {
            let changed = claims.replacing(old, with: new)
            wrong.append(try signed(changed))
        }
        try #require(wrong.count == edits.count)
        let other = text(claims.replacing("affirming", with: "warning"))
        let (head, body, signature) = (parts[0], parts[1], parts[2])
        wrong.append("\(head).\(other).\(signature)")
        wrong.append("\(head).\(body).")
        wrong.append("\(head).\(body).\(signature.dropLast(4))")
        wrong.append(try signed(claims, header: #"{"alg":"none","typ":"JWT"}"#))
        wrong.append(try signed(claims, header: #"{"alg":"HS256","typ":"JWT"}"#))
        wrong.append(try signed(claims, header: #"{"alg":"ES256"}"#))
        return wrong
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
