import Crypto

/// Authenticates AMD SEV-SNP reports of versions 2 to 5 from Milan, Genoa (Bergamo, Siena) and Turin (docs/spec/sev-snp.md).
///
/// It takes from the endorsements: the VCEK or VLEK certificate, the ASK or ASVK that issued it, and the list of revoked keys of the ARK.
public struct SNPVerifier: EvidenceVerifier {
    /// What a caller may accept at its own risk.
    public enum Danger: Hashable, Sendable {
        /// Keys without their ARK's revocation list, where none was given. One that was given is checked all the same.
        case unsafeWithoutRevocation
    }

    private let roots: [PinnedRoot]
    private let dangers: Set<Danger>
    private let cache: CollateralCache

    /// A verifier with AMD's roots. `cache` has the memory of the lists' numbers; one of the verifier's own by default.
    public init(accepting dangers: Set<Danger> = [], cache: CollateralCache = CollateralCache()) {
        self.init(roots: AMDRoots.all, accepting: dangers, cache: cache)
    }

    /// A verifier with other roots.
    package init(roots: [PinnedRoot], accepting dangers: Set<Danger> = [], cache: CollateralCache = CollateralCache()) {
        self.roots = roots
        self.dangers = dangers
        self.cache = cache
    }

    public var platform: Platform { .sevSNP }

    public func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        guard evidence.platform == platform else {
            throw AttestationError(refusing: .unsupported, "evidence of \(evidence.platform) is not an SEV-SNP report")
        }
        let details = try verify(try SNPReport(evidence.bytes), with: endorsements, at: time)
        let slot = NodeSlot(field: details.report.hostData)
        return AuthenticReport(
            platform: platform, measurement: try Measurement(platform: platform, digest: details.report.measurement), role: slot.role,
            configurationDigest: slot.configurationDigest, securityVersion: details.report.guestSecurityVersion,
            isDebug: details.report.policy.allowsDebug, hardwareID: details.hardwareID,
            hardwareIDIsSubstitute: details.hardwareIDIsSubstitute, reportData: details.report.reportData, details: .snp(details))
    }

    /// An authentic report, also for those who find one inside other evidence.
    ///
    /// The report's signature is looked at before the chain, so that a report that was tampered with is called that. Both must hold.
    package func verify(
        _ report: SNPReport, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> SNPDetails {
        let certificates = try SNPCertificates(endorsements)
        let key = try Self.key(of: report, among: certificates)
        try Self.checkSignature(of: report, by: key)
        return try details(report, of: try trusted(key, among: certificates, at: time))
    }

    /// A key whose chain holds at a time, to be used for many reports.
    package struct TrustedKey: Sendable {
        package let key: SNPEndorsementKey
        fileprivate let revocationLists: [CurrentRevocationList]
    }

    /// Finds the key that a report names and checks its chain, revocation and validity.
    package func key(
        for report: SNPReport, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> TrustedKey {
        let certificates = try SNPCertificates(endorsements)
        return try trusted(try Self.key(of: report, among: certificates), among: certificates, at: time)
    }

    /// An authentic report under a key whose chain was checked before.
    package func verify(_ report: SNPReport, signedBy trusted: TrustedKey) throws(AttestationError) -> SNPDetails {
        try Self.checkSignature(of: report, by: trusted.key)
        return try details(report, of: trusted)
    }

    /// What a report says whose signature holds; then it is authentic, and the lists are remembered.
    private func details(_ report: SNPReport, of trusted: TrustedKey) throws(AttestationError) -> SNPDetails {
        let details = try SNPDetails(report, of: trusted.key)
        cache.remember(trusted.revocationLists)
        return details
    }

    private static func key(of report: SNPReport, among certificates: SNPCertificates) throws(AttestationError) -> SNPEndorsementKey {
        guard report.signingKey != .none else { throw AttestationError(refusing: .reportSignature, "the SEV-SNP report is not signed") }
        return try certificates.key(for: report)
    }

    private func trusted(
        _ key: SNPEndorsementKey, among certificates: SNPCertificates, at time: UInt64
    ) throws(AttestationError) -> TrustedKey {
        var revocation = CertificatePath.Revocation.requiredForAuthorities(certificates.revocationLists)
        if dangers.contains(.unsafeWithoutRevocation), certificates.revocationLists.isEmpty { revocation = .none }
        let path = try CertificatePath(
            leaf: key.certificate, from: certificates.authorities(below: roots), to: roots, at: time, revocation: revocation)
        try checkNames(of: path, for: key)
        try cache.memory.check(path.revocationLists)
        return TrustedKey(key: key, revocationLists: path.revocationLists)
    }

    /// Each kind of key has its own authority; neither stands for the other.
    private func checkNames(of path: CertificatePath, for key: SNPEndorsementKey) throws(AttestationError) {
        let authority = if case .chip = key.holder { "SEV-\(key.product)" } else { "SEV-VLEK-\(key.product)" }
        let names = path.certificates.dropFirst().map(\.subjectCommonName)
        guard names == [authority, "ARK-\(key.product)"] else {
            throw AttestationError(refusing: .keyBinding, "the key's chain is not the one of \(authority)")
        }
    }

    private static func checkSignature(of report: SNPReport, by key: SNPEndorsementKey) throws(AttestationError) {
        guard let raw = report.signature.raw, let signature = try? P384.Signing.ECDSASignature(rawRepresentation: raw),
            key.key.isValidSignature(signature, for: SHA384.hash(data: report.signedBytes))
        else { throw AttestationError(refusing: .reportSignature, "the SEV-SNP report's signature does not hold") }
    }
}
