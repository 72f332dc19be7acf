import Crypto
import Wire

/// Authenticates AWS Nitro attestation documents (docs/spec/nitro.md). AWS publishes no revocation lists for them: certificates live three hours.
public struct NitroVerifier: EvidenceVerifier {
    private static let userDataLength = ReportData.length + NodeSlot.length
    private let roots: [PinnedRoot]

    /// A verifier that trusts AWS's root G1.
    public init() { roots = NitroRoots.all }

    /// A verifier that trusts these roots.
    package init(roots: [PinnedRoot]) { self.roots = roots }

    public var platform: Platform { .nitro }

    public func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        guard evidence.platform == .nitro else {
            throw AttestationError(refusing: .malformed, "evidence of \(evidence.platform) is no Nitro document")
        }
        let envelope = try COSESign1(evidence.bytes)
        let document = try NitroDocument(envelope.payload)
        let leaf = try leaf(of: document, at: time)
        guard let key = leaf.publicKey.p384, let signature = try? P384.Signing.ECDSASignature(rawRepresentation: envelope.signature),
            key.isValidSignature(signature, for: SHA384.hash(data: envelope.signedBytes))
        else { throw AttestationError(refusing: .reportSignature, "the signature over the document does not hold") }
        return try report(document)
    }

    /// The document's certificate, after its chain was checked: the very order of the bundle, from the pinned root down.
    private func leaf(of document: NitroDocument, at time: UInt64) throws(AttestationError) -> X509Certificate {
        let leaf = try X509Certificate(der: document.certificate)
        var chain: [X509Certificate] = []
        for der in document.bundle { chain.append(try X509Certificate(der: der)) }
        guard let first = chain.first, roots.contains(where: { $0.certificate == first }) else {
            throw AttestationError(refusing: .chainUntrusted, "the document's bundle does not begin with a pinned root")
        }
        let path = try CertificatePath(leaf: leaf, from: chain, to: roots, at: time, revocation: .none)
        guard path.certificates == [leaf] + Array(chain.reversed()) else {
            throw AttestationError(refusing: .chainInvalid, "the document's bundle is not its chain in order, the root first")
        }
        for certificate in path.certificates where certificate.publicKey.p384 == nil || certificate.algorithm != .ecdsa(.sha384) {
            throw AttestationError(refusing: .chainInvalid, "a certificate of the document's chain is not of P-384 and SHA-384")
        }
        for authority in chain where authority.keyUsage?.contains(.certificateSigning) != true {
            throw AttestationError(refusing: .chainInvalid, "an authority in the document's bundle is not for signing certificates")
        }
        guard leaf.keyUsage?.contains(.digitalSignature) == true, leaf.basicConstraints?.isAuthority != true else {
            throw AttestationError(refusing: .chainInvalid, "the document's certificate is not for signing documents")
        }
        return leaf
    }

    private func report(_ document: NitroDocument) throws(AttestationError) -> AuthenticReport {
        guard let image = document.registers[0] else {
            throw AttestationError(refusing: .malformed, "the document has no PCR0, which names the enclave's image")
        }
        let userData = document.userData ?? []
        let carriesSlot = userData.count == Self.userDataLength
        let binding: EvidenceBinding =
            carriesSlot ? .reportData(try ReportData(Array(userData.prefix(ReportData.length)))) : .absent
        let slot = NodeSlot(field: carriesSlot ? Array(userData.dropFirst(ReportData.length)) : [])
        return AuthenticReport(
            platform: .nitro, measurement: try Measurement(platform: .nitro, digest: image), role: slot.role,
            configurationDigest: slot.configurationDigest, securityVersion: 0, isDebug: document.isDebug,
            hardwareID: try HardwareID(platform: .nitro, bytes: Array(SHA256.hash(data: Array(document.instanceID.utf8)))),
            hardwareIDIsSubstitute: true, binding: binding, details: .nitro(NitroDetails(document: document)))
    }
}
