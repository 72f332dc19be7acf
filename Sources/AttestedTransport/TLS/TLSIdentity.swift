public import Attestation
public import AttestedSession
import Crypto
import NIOSSL

/// A node's key and self-signed certificate for the outer channel, made when the process starts or a channel is opened, and never stored.
///
/// Nobody believes the certificate. Its key's digest goes into the attested session's transcript, and so whoever ends the TLS connection in
/// the node's place is found out.
public struct TLSIdentity: Sendable, CustomStringConvertible {
    /// SHA-256 of the DER SubjectPublicKeyInfo, 32 bytes.
    public let keyDigest: [UInt8]
    let certificate: NIOSSLCertificate
    let privateKey: NIOSSLPrivateKey

    /// A fresh P-256 key with a certificate for a year.
    public init() throws(AttestedTransportError) {
        let validity = SelfSignedCertificate.validity(around: SystemClock.seconds())
        let certificate = SelfSignedCertificate(key: .p256(P256.Signing.PrivateKey()), validity: validity)
        do { try self.init(certificate.encoded(), certificate.key) } catch {
            throw AttestedTransportError(.identity, "The node's TLS certificate cannot be made.", cause: error)
        }
    }

    /// The same with evidence in the certificate, for verifiers of other systems (docs/spec/ra-tls.md). It adds nothing to Cloister's session.
    public init(evidenceFrom source: any EvidenceSource, curve: RATLSDraft.Curve = .p256, hosts: [String] = []) async throws {
        let draft = try RATLSDraft(curve: curve, hosts: hosts, at: SystemClock.seconds())
        let evidence = try await source.evidence(for: draft.reportData)
        try self.init(draft.certificate(with: evidence), draft.certificate.key)
    }

    private init(_ certificate: [UInt8], _ key: CertificateKey) throws {
        keyDigest = Array(SHA256.hash(data: key.publicKeyInfo))
        self.certificate = try NIOSSLCertificate(bytes: certificate, format: .der)
        privateKey = try NIOSSLPrivateKey(bytes: key.privateKeyInfo, format: .der)
    }

    /// Nothing secret.
    public var description: String { "TLS identity" }
}

extension TLSIdentity {
    /// The channel that an initiator sees which ends its TLS here, and shows no certificate itself.
    public var outerChannel: OuterChannel { .direct(responderKey: keyDigest, initiatorKey: nil) }
}
