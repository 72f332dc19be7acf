import Attestation

extension FuzzTarget {
    /// A Nitro document, up to its chain: what is not AWS's must be refused.
    static let nitroDocument = FuzzTarget("nitro-document", longest: 20_480) { bytes in
        guard let evidence = try? Evidence(platform: .nitro, bytes: bytes) else { return }
        // At a time when no real document's certificates are valid.
        precondition((try? NitroVerifier().authenticate(evidence, at: 0)) == nil, "a document was authentic at a time when none was")
    }
}
