/// The certificates in a quote: the platform's provisioning certification key (PCK), Intel's authority for it, and Intel's root.
struct PCKChain: Sendable {
    static let leafName = "Intel SGX PCK Certificate"
    static let authorityNames = ["Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA"]

    /// The bytes that it was read from.
    let certification: CertificationData
    /// The platform's certificate.
    let leaf: X509Certificate
    /// What it says of the platform.
    let platform: PCKExtension
    /// The two others in DER: the authority's and the root's. Which is which their names say, as some makers of quotes turn them round.
    let issuersDER: [[UInt8]]

    /// Reads exactly three certificates, the platform's first; others are refused, whatever they would lead to.
    init(_ certification: CertificationData) throws(AttestationError) {
        guard certification.kind == CertificationData.certificateChain else {
            throw AttestationError(
                refusing: .unsupported, "the quote has certification data of type \(certification.kind), not certificates (type 5)")
        }
        let chain = try PEM.certificates(in: certification.bytes, atMost: 3)
        guard chain.count == 3 else {
            throw AttestationError(refusing: .chainInvalid, "the quote carries \(chain.count) certificates and not three")
        }
        self.certification = certification
        issuersDER = Array(chain.dropFirst())
        leaf = try X509Certificate(der: chain[0])
        guard leaf.subjectCommonName == Self.leafName else {
            throw AttestationError(refusing: .chainInvalid, "the quote's first certificate is not a platform's")
        }
        platform = try PCKExtension(of: leaf)
    }

    /// Checks the three certificates at a time (seconds since 1970), and gives the authority's and the pinned root's.
    ///
    /// The root in the chain must have name and key of a pinned one and be signed by it, whichever of its issues it is.
    func authenticate(
        to roots: [PinnedRoot], at time: UInt64
    ) throws(AttestationError) -> (authority: X509Certificate, root: X509Certificate, window: ClosedRange<Int64>) {
        var issuers: [X509Certificate] = []
        for der in issuersDER {
            if let known = roots.first(where: { $0.certificate.der == der }) {
                issuers.append(known.certificate)
            } else {
                issuers.append(try X509Certificate(der: der))
            }
        }
        let isAuthority = { (issuer: X509Certificate) in issuer.subjectCommonName.map(Self.authorityNames.contains) == true }
        guard let authority = issuers.first(where: isAuthority), let root = issuers.first(where: { !isAuthority($0) }) else {
            throw AttestationError(refusing: .chainInvalid, "the quote's chain has no certificate of Intel's authorities for platforms")
        }
        let trusted = roots.first { $0.certificate.subjectDER == root.subjectDER && $0.certificate.publicKeyInfo == root.publicKeyInfo }
        guard let trusted else {
            throw AttestationError(refusing: .chainUntrusted, "the quote's chain does not end at a pinned root")
        }
        let pinned = trusted.certificate
        guard root == pinned || root.isSelfSigned else {
            throw AttestationError(refusing: .chainInvalid, "the root in the quote's chain is not as it was signed")
        }
        guard let now = Int64(exactly: time), root.validity.contains(now) else {
            throw AttestationError(refusing: .certificateExpired, "the root in the quote's chain is not valid at the time of the appraisal")
        }
        _ = try CertificatePath(leaf: authority, from: [], to: [trusted], at: time, revocation: .none)
        guard authority.basicConstraints?.isAuthority == true, authority.keyUsage?.contains(.certificateSigning) == true else {
            throw AttestationError(refusing: .chainInvalid, "the authority in the quote's chain may not sign certificates")
        }
        try checkLeaf(by: authority, at: time)
        let window = authority.validity.clamped(to: root.validity).clamped(to: pinned.validity)
        return (authority, pinned, window)
    }

    /// Checks the platform's certificate under an authority that was checked before.
    func checkLeaf(by authority: X509Certificate, at time: UInt64) throws(AttestationError) {
        guard leaf.issuerDER == authority.subjectDER, leaf.isSigned(by: authority) else {
            throw AttestationError(refusing: .chainInvalid, "the platform's certificate is not signed by the authority in its chain")
        }
        guard let now = Int64(exactly: time), leaf.validity.contains(now) else {
            throw AttestationError(refusing: .certificateExpired, "the platform's certificate is not valid at the time of the appraisal")
        }
        guard leaf.basicConstraints?.isAuthority != true else {
            throw AttestationError(refusing: .chainInvalid, "the platform's certificate is one of an authority")
        }
        for entry in leaf.extensions
        where entry.isCritical && !entry.is(CertificateExtension.keyUsage) && !entry.is(CertificateExtension.basicConstraints) {
            throw AttestationError(refusing: .chainInvalid, "the platform's certificate has a critical extension that is not understood")
        }
    }
}
