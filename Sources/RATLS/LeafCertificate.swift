import Attestation
import SwiftASN1
import X509

/// An X.509 certificate in parts, as far as one that signs itself needs it. Read like every other (docs/spec/certificates.md).
struct LeafCertificate {
    private let certificate: X509Certificate
    /// In order, none twice.
    let extensions: Certificate.Extensions

    /// What is signed.
    var signedBytes: [UInt8] { Array(certificate.signedBytes) }
    /// Seconds since 1970, both inclusive.
    var validity: ClosedRange<Int64> { certificate.validity }
    /// The SubjectPublicKeyInfo in DER, as it came.
    var publicKeyInfo: [UInt8] { certificate.publicKeyInfo }

    /// Reads a certificate of version 3 that fills `bytes` and whose key is on P-256 or P-384.
    init(_ bytes: [UInt8]) throws(RATLSRefusal) {
        do throws(DERError) { certificate = try X509Certificate(reading: bytes) } catch {
            switch error {
            case .key: throw .unsupportedKey
            case .algorithm: throw .notSelfSigned
            default: throw .malformed("\(error)")
            }
        }
        guard certificate.publicKey.p256 != nil || certificate.publicKey.p384 != nil else { throw .unsupportedKey }
        do {
            extensions = try Certificate.Extensions(
                certificate.extensions.map { entry in
                    let identifier = try ASN1ObjectIdentifier(derEncoded: [0x06, UInt8(entry.identifier.count)] + entry.identifier)
                    return Certificate.Extension(oid: identifier, critical: entry.isCritical, value: entry.value)
                })
        } catch { throw .malformed("one of its extensions cannot be read") }
    }

    /// Whether the certificate names itself as its issuer and its key made the signature.
    var isSelfSigned: Bool { certificate.isSelfSigned }
}
