/// A vendor's root as the caller trusts it: what is pinned is its name and its key. Roots that come with evidence are never looked at.
package struct PinnedRoot: Hashable, Sendable {
    package let certificate: X509Certificate

    /// A root; refused as `chain_invalid` unless it is an authority that signed itself.
    package init(_ certificate: X509Certificate) throws(AttestationError) {
        guard certificate.isSelfSigned, certificate.basicConstraints?.isAuthority == true else {
            throw AttestationError(refusing: .chainInvalid, "the root \(certificate.title) is no authority that signed itself")
        }
        self.certificate = certificate
    }

    /// A root in DER.
    package init(der: [UInt8]) throws(AttestationError) { try self.init(X509Certificate(der: der)) }
}
