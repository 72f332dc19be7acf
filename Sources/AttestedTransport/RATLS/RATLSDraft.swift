public import Attestation
import Crypto
import RATLS

/// A certificate with evidence in the making: its key, and what evidence must cover before there can be any.
public struct RATLSDraft: Sendable, CustomStringConvertible {
    /// The curve of the certificate's key.
    public enum Curve: Hashable, Sendable {
        /// NIST P-256.
        case p256
        /// NIST P-384.
        case p384
    }

    /// What the evidence must cover: SHA-256 of the claims, and 32 zero bytes.
    public let reportData: ReportData
    let claims: RATLSClaims
    var certificate: SelfSignedCertificate

    /// A fresh key, and claims about it. `hosts` are names and addresses; with none, the certificate names no host.
    public init(curve: Curve = .p256, hosts: [String] = [], nonce: [UInt8]? = nil, at time: UInt64) throws(AttestedTransportError) {
        let key: CertificateKey = curve == .p256 ? .p256(P256.Signing.PrivateKey()) : .p384(P384.Signing.PrivateKey())
        try self.init(
            SelfSignedCertificate(key: key, validity: SelfSignedCertificate.validity(around: time), hosts: hosts), nonce: nonce)
    }

    init(_ certificate: SelfSignedCertificate, nonce: [UInt8]? = nil) throws(AttestedTransportError) {
        self.certificate = certificate
        claims = RATLSClaims(key: certificate.key.publicKeyInfo, nonce: nonce)
        do throws(RATLSRefusal) {
            _ = try RATLSClaims(claims.encoded)
            reportData = try RATLSEvidence.reportData(over: claims.encoded)
        } catch { throw AttestedTransportError(.identity, "No certificate can be made with these claims: \(error).", cause: error) }
    }

    /// The certificate in DER, with evidence that covers ``reportData``: of SGX, of TDX, or of the software TEE.
    public func certificate(with evidence: Evidence) throws(AttestedTransportError) -> [UInt8] {
        var certificate = certificate
        certificate.evidence = RATLSEvidence.tagged(evidence, claims)
        do {
            let key = certificate.key.publicKeyInfo
            let read = try RATLSEvidence(tagged: certificate.evidence ?? [], key: key, nonce: nil)
            guard read.evidence == evidence else { throw RATLSRefusal.unknownEvidence }
            return try certificate.encoded()
        } catch { throw AttestedTransportError(.identity, "No certificate can be made with this evidence: \(error)", cause: error) }
    }

    /// Nothing secret.
    public var description: String { "draft of a certificate" }
}
