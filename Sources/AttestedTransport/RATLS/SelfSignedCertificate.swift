import Crypto
import RATLS
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The certificates of nodes: signed by their own keys, believed by nobody for that.
struct SelfSignedCertificate {
    let key: CertificateKey
    var serialNumber = Certificate.SerialNumber()
    /// Seconds since 1970.
    let validity: ClosedRange<UInt64>
    var hosts: [String] = []
    var evidence: [UInt8]?

    /// Before and after the moment of making, in seconds: a day for clocks that are behind, and a year.
    static func validity(around time: UInt64) -> ClosedRange<UInt64> {
        let time = min(time, lastSecond)
        return (time < 86_400 ? 0 : time - 86_400)...(time + 365 * 86_400)
    }

    /// The end of the year 9999, the last that a certificate can name.
    static let lastSecond: UInt64 = 253_402_300_799

    /// The certificate in DER.
    func encoded() throws -> [UInt8] {
        guard validity.upperBound <= Self.lastSecond else { throw RATLSRefusal.outsideValidity }
        let name = try DistinguishedName { CommonName("cloister") }
        var extensions: [Certificate.Extension] = [
            try Certificate.Extension(BasicConstraints.notCertificateAuthority, critical: true),
            try Certificate.Extension(KeyUsage(digitalSignature: true), critical: true),
        ]
        if !hosts.isEmpty { extensions.append(try Certificate.Extension(SubjectAlternativeNames(hosts.map(Self.name)), critical: false)) }
        // Never critical: Gramine refuses that, and so do we.
        if let evidence { extensions.append(Certificate.Extension(oid: RATLSExtension.tagged, critical: false, value: evidence[...])) }
        let certificate = try Certificate(
            version: .v3, serialNumber: serialNumber, publicKey: key.publicKey,
            notValidBefore: Date(timeIntervalSince1970: Double(validity.lowerBound)),
            notValidAfter: Date(timeIntervalSince1970: Double(validity.upperBound)), issuer: name, subject: name,
            signatureAlgorithm: key.signatureAlgorithm, extensions: try Certificate.Extensions(extensions), issuerPrivateKey: key.privateKey
        )
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    private static func name(of host: String) -> GeneralName {
        HostAddress.bytes(of: host).map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) } ?? .dnsName(host)
    }
}

/// The private key of a node's certificate.
enum CertificateKey: Sendable {
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)

    var publicKey: Certificate.PublicKey {
        switch self {
        case .p256(let key): Certificate.PublicKey(key.publicKey)
        case .p384(let key): Certificate.PublicKey(key.publicKey)
        }
    }

    var privateKey: Certificate.PrivateKey {
        switch self {
        case .p256(let key): Certificate.PrivateKey(key)
        case .p384(let key): Certificate.PrivateKey(key)
        }
    }

    var signatureAlgorithm: Certificate.SignatureAlgorithm {
        switch self {
        case .p256: .ecdsaWithSHA256
        case .p384: .ecdsaWithSHA384
        }
    }

    /// The public key's SubjectPublicKeyInfo in DER.
    var publicKeyInfo: [UInt8] {
        switch self {
        case .p256(let key): Array(key.publicKey.derRepresentation)
        case .p384(let key): Array(key.publicKey.derRepresentation)
        }
    }

    /// The private key in DER. Secret: for the TLS library alone.
    var privateKeyInfo: [UInt8] {
        switch self {
        case .p256(let key): Array(key.derRepresentation)
        case .p384(let key): Array(key.derRepresentation)
        }
    }
}
