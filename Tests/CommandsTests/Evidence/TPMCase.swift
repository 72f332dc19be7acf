import Attestation
import Foundation
import Testing
import Wire

@testable import Commands

/// Evidence of TPMs whose keys nobody certifies that this program knows: refused as it is, and verified by a policy that names the key.
enum TPMCase {
    /// SHA-256 of the keys' SubjectPublicKeyInfos, as openssl and sha256sum tell them.
    private static let keys: [(file: String, key: String)] = [
        (".pb", "6a114d75ad6e7b75f7da33dead50f2e29bf509108646ced2e588bebc35f0d5b6"),
        ("tpm_evidence.json", "a517f03ffdaee469aef1a19569547e330726335d0461c3ef6383409c6295679e"),
    ]

    static func run(_ entry: SharedVectors.Object, into tally: inout IndexTally) throws {
        let file = try #require(entry["file"] as? String)
        guard let (_, key) = keys.first(where: { file.hasSuffix($0.file) }) else {
            // A part of what tpm2-tools write: no evidence by itself.
            let verdict = try PrintedVerdict(file, endorsements: [], at: "2026-01-01T00:00:00Z")
            tally.count(verdict, of: file, verdict.codes == ["malformed"])
            return
        }
        let claims = entry["claims"] as? SharedVectors.Object ?? [:]
        let signed = try #require([UInt8](hex: (claims["nonce"] ?? claims["extraData"]) as? String ?? ""))
        func verdict(naming name: String?, nonce: [UInt8]? = nil) throws -> PrintedVerdict {
            try PrintedVerdict(
                file, endorsements: [], at: "2026-01-01T00:00:00Z", nonce: nonce, policy: name.map { try policy(naming: $0) } ?? .careful)
        }
        let unnamed = try verdict(naming: nil)
        tally.count(
            unnamed, of: "\(file) without a policy", unnamed.codes == [file.hasSuffix(".pb") ? "chain_untrusted" : "endorsement_missing"])
        let named = try verdict(naming: key, nonce: signed)
        tally.count(named, of: "\(file) with its key named", named.result == "verified" && holds(named, claims))
        let other = try verdict(naming: String(repeating: "0", count: 64))
        tally.count(other, of: "\(file) with another key named", !other.isAuthentic)
        let stale = try verdict(naming: key, nonce: signed + [0])
        tally.count(stale, of: "\(file) for another nonce", stale.codes == ["nonce_mismatch"])
    }

    private static func policy(naming key: String) throws -> EvidencePolicy {
        try EvidencePolicy(json: Array("{\"version\": 1, \"platforms\": {\"tpm\": {\"attestationKeys\": [\"\(key)\"]}}}".utf8))
    }

    /// The registers that the index names, among those that the quote covers.
    private static func holds(_ verdict: PrintedVerdict, _ claims: SharedVectors.Object) -> Bool {
        guard let wanted = claims["sha256_pcrs"] as? [String: String] else { return true }
        let found = verdict.claims["pcrs_sha256"] as? [String: String] ?? [:]
        return wanted.allSatisfy { found[$0.key] == $0.value }
    }
}
