import Wire

@testable import RATLS

extension FuzzTarget {
    /// A certificate with evidence, whatever key it has, at a time when those of the corpus are valid.
    static let ratlsCertificate = FuzzTarget("ratls-certificate", longest: 8192) { bytes in
        guard let leaf = try? LeafCertificate(bytes) else { return }
        let expected = RATLSCertificate.Expectation(handshakeKey: leaf.publicKeyInfo, time: 1_800_000_000, host: "192.0.2.7")
        if (try? RATLSCertificate(chain: [bytes], expecting: expected)) != nil {
            precondition(leaf.isSelfSigned, "accepted without its own signature")
        }
        // A peer signs what it likes: what lies behind the signature is tried without one.
        try? LeafRules.check(leaf.extensions, host: "192.0.2.7")
        for entry in leaf.extensions { bind(Array(entry.value), leaf.publicKeyInfo) }
    }

    /// The tagged extension's value, and the older one's.
    static let ratlsEvidence = FuzzTarget("ratls-evidence", longest: 8192) { bind($0, [1, 2, 3]) }

    /// Claims.
    static let ratlsClaims = FuzzTarget("ratls-claims", longest: 1024) { bytes in
        guard let claims = try? RATLSClaims(bytes) else { return }
        _ = claims.cover(key: bytes)
    }

    private static func bind(_ value: [UInt8], _ key: [UInt8]) {
        for evidence in [try? RATLSEvidence(tagged: value, key: key, nonce: nil), try? RATLSEvidence(older: value, key: key)] {
            guard let evidence else { continue }
            precondition(!evidence.evidence.platform.isSimulation || evidence.claims != nil, "software evidence in the older extension")
        }
    }
}
