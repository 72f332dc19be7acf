import Crypto
import Wire

/// Authenticates quotes of TPMs (docs/spec/tpm.md): measured boot, which says what runs, and keeps nothing from the machine's operator.
public struct TPMVerifier: EvidenceVerifier {
    /// A TPM's certificate may have no subject; its other name, then critical, tells maker, model and version, which no check depends on.
    private static let understood: Set<OID> = [CertificateExtension.subjectAlternativeName]
    private let roots: [PinnedRoot]
    private let keys: Set<AttestationKeyName>
    private let cache: CollateralCache

    /// A verifier that trusts the roots of Azure's and Google Cloud's virtual TPMs. `cache` has the memory of the lists' numbers; one of the
    /// verifier's own by default.
    public init(cache: CollateralCache = CollateralCache()) { self.init(roots: TPMRoots.all, cache: cache) }

    /// A verifier that trusts attestation keys with a certificate under these roots, and these keys by themselves.
    package init(roots: [PinnedRoot], keys: Set<AttestationKeyName> = [], cache: CollateralCache = CollateralCache()) {
        self.roots = roots
        self.keys = keys
        self.cache = cache
    }

    /// The same verifier, which trusts these keys besides: each by the word of whoever names it, with a certificate or without.
    public func trusting(_ names: Set<AttestationKeyName>) -> TPMVerifier {
        TPMVerifier(roots: roots, keys: keys.union(names), cache: cache)
    }

    public var platform: Platform { .tpm }

    public func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        guard evidence.platform == .tpm else {
            throw AttestationError(refusing: .malformed, "evidence of \(evidence.platform) is no TPM's")
        }
        return try authenticate(TPMEvidence(evidence.bytes), with: endorsements, at: time)
    }

    /// The same for evidence that was read, or put together of tpm2-tools' files.
    package func authenticate(
        _ evidence: TPMEvidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        let (key, voucher, lists) = try trustedKey(of: evidence, with: endorsements, at: time)
        for quote in evidence.quotes { try quote.authenticate(by: key) }
        guard Set(evidence.quotes.map(\.attest.extraData)).count == 1 else {
            throw AttestationError(refusing: .malformed, "the quotes were made for different callers")
        }
        guard let quote = evidence.quotes.first(where: { $0.attest.selections.allSatisfy(\.hash.isCollisionResistant) }) else {
            throw AttestationError(refusing: .unsupported, "the TPM quoted SHA-1 registers alone, whose values can be forged")
        }
        let banks = evidence.quotes.flatMap(\.coveredBanks)
        let log = try TPMEventLogs.log(evidence.eventLog, or: endorsements.eventLogs, replayingTo: banks)
        let slot = NodeSlot(field: [])
        let report = AuthenticReport(
            platform: .tpm, measurement: try Measurement(platform: .tpm, digest: quote.attest.measurement), role: slot.role,
            configurationDigest: slot.configurationDigest, securityVersion: 0, isDebug: false,
            hardwareID: try HardwareID(platform: .tpm, bytes: Array(SHA256.hash(data: key.info))),
            binding: .digest(quote.attest.extraData),
            details: .tpm(
                TPMDetails(
                    attest: quote.attest, banks: banks, eventLog: log,
                    key: AttestationKeyTrust(key, area: evidence.publicArea, by: voucher))))
        cache.remember(lists)
        return report
    }

    /// The attestation key, which somebody must vouch for: the caller by name, or a pinned root by certificates and these lists.
    private func trustedKey(
        of evidence: TPMEvidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> (AttestationKey, AttestationKeyVoucher, [CurrentRevocationList]) {
        try evidence.publicArea?.checkIsAttestationKey()
        let named = try evidence.namedKey()
        if let named, !keys.isDisjoint(with: AttestationKeyTrust.names(named, evidence.publicArea)) { return (named, .caller, []) }
        guard let der = evidence.certificates.first ?? endorsed(named, by: endorsements) else {
            let name = named.map { "\(AttestationKeyName($0))" } ?? "it"
            throw AttestationError(
                refusing: .endorsementMissing, "nobody vouches for the attestation key: no certificate, and no policy names \(name)")
        }
        let leaf = try X509Certificate(der: Self.withoutPadding(der))
        var issuers: [X509Certificate] = []
        for der in evidence.certificates.dropFirst() + endorsements.certificates {
            if let issuer = try? X509Certificate(der: der) { issuers.append(issuer) }
        }
        var lists: [X509RevocationList] = []
        for der in endorsements.revocationLists {
            if let list = try? X509RevocationList(der: der) { lists.append(list) }
        }
        let path = try CertificatePath(
            leaf: leaf, from: issuers, to: roots, at: time, revocation: .requiredForAuthorities(lists),
            understanding: Self.understood)
        try cache.memory.check(path.revocationLists)
        guard leaf.keyUsage?.contains(.digitalSignature) == true, leaf.basicConstraints?.isAuthority != true else {
            throw AttestationError(refusing: .chainInvalid, "the attestation key's certificate is not for signing statements")
        }
        let certified = try AttestationKey(leaf)
        guard named.map({ $0.info == certified.info }) ?? true else {
            throw AttestationError(refusing: .keyBinding, "the certificate is of another key than the evidence's")
        }
        return (certified, .certificate, path.revocationLists)
    }

    /// The endorsed certificate of this very key.
    private func endorsed(_ key: AttestationKey?, by endorsements: Endorsements) -> [UInt8]? {
        guard let key else { return nil }
        return endorsements.certificates.first { der in
            guard let certificate = try? X509Certificate(der: Self.withoutPadding(der)) else { return false }
            return (try? AttestationKey(certificate))?.info == key.info
        }
    }

    /// A certificate as TPMs keep it: zeros fill the rest of its area.
    static func withoutPadding(_ der: [UInt8]) -> [UInt8] {
        guard der.count > 4, der[0] == 0x30, der[1] == 0x82 else { return der }
        let length = 4 + (Int(der[2]) << 8 | Int(der[3]))
        guard length < der.count, der[length...].allSatisfy({ $0 == 0 }) else { return der }
        return Array(der[..<length])
    }
}

extension TPMAttest {
    /// What names the software: SHA-256 over which registers are covered, and their digest.
    ///
    /// Which registers is a part of it, as some can be set by anybody to the values that others have after a boot.
    package var measurement: [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/tpm-registers/v1")
        writer.array(selections) { $1.encode(into: &$0) }
        writer.variable(digest)
        return Array(SHA256.hash(data: writer.bytes))
    }
}
