public import AttestedSession
import Crypto
import NIOSSL
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A node's key and self-signed certificate for the outer channel, made when the process starts and never stored.
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
        let key = P256.Signing.PrivateKey()
        keyDigest = Array(SHA256.hash(data: key.publicKey.derRepresentation))
        do {
            let name = try DistinguishedName { CommonName("cloister") }
            let now = Date()
            let signed = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
                notValidBefore: now.addingTimeInterval(-86_400), notValidAfter: now.addingTimeInterval(365 * 86_400),
                issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                },
                issuerPrivateKey: Certificate.PrivateKey(key))
            var serializer = DER.Serializer()
            try serializer.serialize(signed)
            certificate = try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der)
            privateKey = try NIOSSLPrivateKey(bytes: Array(key.derRepresentation), format: .der)
        } catch {
            throw AttestedTransportError(.identity, "The node's TLS certificate cannot be made.", cause: error)
        }
    }

    /// Nothing secret.
    public var description: String { "TLS identity" }
}

extension TLSIdentity {
    /// The channel that an initiator sees which ends its TLS here, and shows no certificate itself.
    public var outerChannel: OuterChannel { .direct(responderKey: keyDigest, initiatorKey: nil) }
}
