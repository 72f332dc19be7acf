/// What concerns SEV-SNP among endorsements. Certificates of other vendors are left alone.
struct SNPCertificates {
    /// The most certificates, and the most lists, that are looked at.
    static let limit = 64

    /// Those that are named like keys that sign reports.
    private let keys: [X509Certificate]
    /// The others.
    private let others: [X509Certificate]
    /// Of whatever issuer.
    let revocationLists: [X509RevocationList]

    init(_ endorsements: Endorsements) throws(AttestationError) {
        guard endorsements.certificates.count <= Self.limit, endorsements.revocationLists.count <= Self.limit else {
            throw AttestationError(refusing: .endorsementMalformed, "there are more than \(Self.limit) certificates or revocation lists")
        }
        var (keys, others): ([X509Certificate], [X509Certificate]) = ([], [])
        for der in endorsements.certificates {
            let certificate = try X509Certificate(der: der)
            if SNPEndorsementKey.isNamed(certificate) { keys.append(certificate) } else { others.append(certificate) }
        }
        var lists: [X509RevocationList] = []
        for der in endorsements.revocationLists { lists.append(try X509RevocationList(der: der)) }
        (self.keys, self.others, revocationLists) = (keys, others, lists)
    }

    /// The key of the kind, chip and security versions that a report names; where none fits in all, the one that fits best, to be refused for what differs.
    func key(for report: SNPReport) throws(AttestationError) -> SNPEndorsementKey {
        var best: (key: SNPEndorsementKey, rank: Int)?
        for certificate in keys {
            let key = try SNPEndorsementKey(certificate)
            let rank = Self.rank(key, for: report)
            if rank > best?.rank ?? -1 { best = (key, rank) }
        }
        guard let best else {
            throw AttestationError(refusing: .endorsementMissing, "there is no certificate of the VCEK or VLEK that signed the report")
        }
        return best.key
    }

    /// The key that fits a report in kind, chip and security versions; nil without one.
    func fittingKey(for report: SNPReport) throws(AttestationError) -> SNPEndorsementKey? {
        for certificate in keys {
            let key = try SNPEndorsementKey(certificate)
            if Self.rank(key, for: report) == 7 { return key }
        }
        return nil
    }

    private static func rank(_ key: SNPEndorsementKey, for report: SNPReport) -> Int {
        let isOfKind: Bool
        var isOfChip = true
        switch key.holder {
        case .chip(let id):
            isOfKind = report.signingKey == .vcek
            isOfChip = report.chipID.starts(with: id)
        case .provider: isOfKind = report.signingKey == .vlek
        }
        let isOfTCB = SNPTCBVersion(report.reportedTCB, layout: key.product.layout) == key.tcb
        return (isOfKind ? 4 : 0) + (isOfChip ? 2 : 0) + (isOfTCB ? 1 : 0)
    }

    /// The certificates that may stand between key and root; refused as missing if there is none.
    func authorities(below roots: [PinnedRoot]) throws(AttestationError) -> [X509Certificate] {
        let found = others.filter { other in !roots.contains { $0.certificate == other } }
        guard !found.isEmpty else {
            throw AttestationError(refusing: .endorsementMissing, "there is no certificate of the ASK or ASVK that issued the report's key")
        }
        return found
    }
}
