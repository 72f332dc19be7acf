/// A chain from a leaf to a pinned root of which everything was checked (RFC 5280 §6.1, without names and policies).
package struct CertificatePath: Sendable {
    /// Whether revocation lists must be there.
    package enum Revocation: Sendable {
        /// A current list of each issuer in the chain.
        case required([X509RevocationList])
        /// A current list of each issuer in the chain but the leaf's own, where a vendor publishes none for its leaves.
        case requiredForAuthorities([X509RevocationList])
        /// The same as `required`, with lists that were checked before.
        case checked([CurrentRevocationList])
        /// The vendor publishes none.
        case none
    }

    /// The most certificates of a path, root included.
    package static let maximumLength = 8
    /// The most signatures that are tried.
    static let maximumTries = 32

    /// From the leaf to the pinned root.
    package let certificates: [X509Certificate]
    /// The lists by which none of them is revoked.
    let revocationLists: [CurrentRevocationList]
    /// The first of them.
    package var leaf: X509Certificate { certificates[0] }

    /// Finds and checks the path at a time in seconds since 1970. Certificates may come in any order; only names and signatures count.
    ///
    /// Of several paths one that holds is enough; if none does, what is wrong with the first is thrown.
    /// - Parameter understood: Critical extensions that the caller takes care of, beside basic constraints, key usage and purposes.
    package init(
        leaf: X509Certificate, from intermediates: [X509Certificate], to roots: [PinnedRoot], at time: UInt64, revocation: Revocation,
        understanding understood: Set<OID> = []
    ) throws(AttestationError) {
        var search = CertificatePathSearch(
            intermediates: intermediates, roots: roots, time: Int64(clamping: time), revocation: revocation, understood: understood)
        (certificates, revocationLists) = try search.path(from: leaf)
    }
}
