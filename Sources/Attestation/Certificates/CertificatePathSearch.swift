/// The search for a path, from the leaf upwards. Bounded in length and in signatures tried.
struct CertificatePathSearch {
    private static let alwaysUnderstood: Set<OID> = [
        CertificateExtension.basicConstraints, CertificateExtension.keyUsage, CertificateExtension.extendedKeyUsage,
    ]

    let intermediates: [X509Certificate]
    let roots: [PinnedRoot]
    let time: Int64
    let revocation: CertificatePath.Revocation
    let understood: Set<OID>
    private var tries = 0

    init(
        intermediates: [X509Certificate], roots: [PinnedRoot], time: Int64, revocation: CertificatePath.Revocation,
        understood: Set<OID>
    ) {
        self.intermediates = intermediates
        self.roots = roots
        self.time = time
        self.revocation = revocation
        self.understood = understood.union(Self.alwaysUnderstood)
    }

    /// Certificates from the leaf to the root, and the lists that were looked at.
    typealias Found = (certificates: [X509Certificate], lists: [CurrentRevocationList])

    mutating func path(from leaf: X509Certificate) throws(AttestationError) -> Found {
        try check(leaf)
        return try extend([leaf])
    }

    private mutating func extend(_ path: [X509Certificate]) throws(AttestationError) -> Found {
        let last = path[path.count - 1]
        let candidates = roots.map(\.certificate).filter { $0.subjectDER == last.issuerDER }
        let others = intermediates.filter { issuer in
            issuer.subjectDER == last.issuerDER && !path.contains(issuer)
                && !roots.contains { $0.certificate.subjectDER == issuer.subjectDER }
        }
        var failure: AttestationError?
        for (issuer, isRoot) in candidates.map({ ($0, true) }) + others.map({ ($0, false) }) {
            do throws(AttestationError) {
                try checkSignature(of: last, by: issuer)
                try check(issuer)
                try checkAuthority(issuer, below: path.count - 1)
                if !isRoot, path.count + 1 >= CertificatePath.maximumLength {
                    throw AttestationError(
                        refusing: .chainInvalid, "the chain is longer than \(CertificatePath.maximumLength) certificates")
                }
                let extended: Found = isRoot ? (path + [issuer], []) : try extend(path + [issuer])
                let lists = try checkRevocation(of: last, by: issuer, isLeaf: path.count == 1)
                return (extended.certificates, extended.lists + lists)
            } catch { failure = failure ?? error }
        }
        throw failure.map { madeUp(last) ?? $0 }
            ?? AttestationError(refusing: .chainUntrusted, "no certificate of the issuer of \(last.title) leads to a pinned root")
    }

    /// The error for a chain that ends at a root of the right name which somebody else made.
    private mutating func madeUp(_ last: X509Certificate) -> AttestationError? {
        let pinned = roots.map(\.certificate).filter { $0.subjectDER == last.issuerDER }
        guard !pinned.isEmpty else { return nil }
        let others = intermediates.filter { other in
            other.subjectDER == last.issuerDER && !pinned.contains { $0.publicKeyInfo == other.publicKeyInfo }
        }
        guard others.prefix(4).contains(where: { last.isSigned(by: $0) }) else { return nil }
        return AttestationError(refusing: .chainUntrusted, "the chain ends at a root with the name of a pinned one and another key")
    }

    private func check(_ certificate: X509Certificate) throws(AttestationError) {
        guard certificate.validity.contains(time) else {
            throw AttestationError(
                refusing: .certificateExpired, "the certificate \(certificate.title) is not valid at the time of the appraisal")
        }
        for entry in certificate.extensions where entry.isCritical && !understood.contains(where: { entry.is($0) }) {
            throw AttestationError(
                refusing: .chainInvalid, "the certificate \(certificate.title) has a critical extension that is not understood")
        }
    }

    private func checkAuthority(_ issuer: X509Certificate, below authorities: Int) throws(AttestationError) {
        guard let constraints = issuer.basicConstraints, constraints.isAuthority else {
            throw AttestationError(refusing: .chainInvalid, "the certificate \(issuer.title) is no authority and signed another")
        }
        guard authorities <= constraints.pathLength ?? .max else {
            throw AttestationError(refusing: .chainInvalid, "more authorities follow the certificate \(issuer.title) than it allows")
        }
        if let usage = issuer.keyUsage, !usage.contains(.certificateSigning) {
            throw AttestationError(refusing: .chainInvalid, "the certificate \(issuer.title) may not sign others and did")
        }
    }

    private mutating func checkSignature(of certificate: X509Certificate, by issuer: X509Certificate) throws(AttestationError) {
        tries += 1
        guard tries <= CertificatePath.maximumTries else {
            throw AttestationError(refusing: .chainInvalid, "too many certificates have the name of an issuer")
        }
        guard certificate.isSigned(by: issuer) else {
            throw AttestationError(refusing: .chainInvalid, "the signature of \(issuer.title) over \(certificate.title) does not hold")
        }
    }

    /// The lists of the issuer, none of which has the certificate.
    private func checkRevocation(
        of certificate: X509Certificate, by issuer: X509Certificate, isLeaf: Bool
    ) throws(AttestationError) -> [CurrentRevocationList] {
        let lists: [CurrentRevocationList]
        switch revocation {
        case .none: return []
        case .requiredForAuthorities where isLeaf: return []
        case .required(let given), .requiredForAuthorities(let given):
            lists = try CurrentRevocationList.lists(of: issuer, among: given, at: UInt64(clamping: time))
        case .checked(let given):
            lists = given.filter { $0.isOf(issuer) }
            guard !lists.isEmpty else {
                throw AttestationError(
                    refusing: .revocationListMissing, "there is no revocation list of \(issuer.title), and nothing stands for one")
            }
        }
        guard !lists.contains(where: { $0.list.revokes(serial: certificate.serial) }) else {
            throw AttestationError(refusing: .certificateRevoked, "the certificate \(certificate.title) is revoked")
        }
        return lists
    }
}
