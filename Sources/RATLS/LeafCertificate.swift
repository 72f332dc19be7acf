import Crypto
import SwiftASN1
import X509

/// An X.509 certificate in parts, as far as one that signs itself needs it.
///
/// Not swift-certificates' own reader: that one refuses the certificates of Gramine, which name their signature's algorithm with NULL parameters.
struct LeafCertificate {
    let signedBytes: [UInt8]
    let algorithm: SignatureAlgorithm
    let signature: [UInt8]
    let issuer: ArraySlice<UInt8>
    let subject: ArraySlice<UInt8>
    /// Seconds since 1970, both inclusive.
    let validity: ClosedRange<Int64>
    /// The SubjectPublicKeyInfo in DER, as it came.
    let publicKeyInfo: [UInt8]
    let publicKey: LeafKey
    /// In order, none twice, at most 32.
    let extensions: Certificate.Extensions

    /// ECDSA with a hash.
    enum SignatureAlgorithm: CaseIterable {
        case sha256, sha384, sha512

        var identifier: ASN1ObjectIdentifier {
            switch self {
            case .sha256: [1, 2, 840, 10045, 4, 3, 2]
            case .sha384: [1, 2, 840, 10045, 4, 3, 3]
            case .sha512: [1, 2, 840, 10045, 4, 3, 4]
            }
        }
    }

    /// Reads a certificate of version 3 that fills `bytes`.
    init(_ bytes: [UInt8]) throws(RATLSRefusal) {
        do { self = try Self(node: DER.parse(bytes)) } catch let refusal as RATLSRefusal { throw refusal } catch {
            throw .malformed("it is not an X.509 certificate in DER")
        }
    }

    private init(node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            guard let body = nodes.next(), let algorithm = nodes.next() else { throw RATLSRefusal.malformed("it is cut short") }
            let signature = try ASN1BitString(derEncoded: &nodes)
            guard signature.paddingBits == 0 else { throw RATLSRefusal.malformed("its signature is no whole number of bytes") }
            return try Self(body: body, algorithm: algorithm, signature: Array(signature.bytes))
        }
    }

    private init(body: ASN1Node, algorithm outer: ASN1Node, signature: [UInt8]) throws {
        signedBytes = Array(body.encodedBytes)
        self.signature = signature
        algorithm = try Self.algorithm(outer)
        (issuer, validity, subject, publicKeyInfo, publicKey, extensions) = try DER.sequence(body, identifier: .sequence) { nodes in
            let version = try DER.explicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { try Int(derEncoded: $0) }
            guard version == 2 else { throw RATLSRefusal.malformed("its version is not 3") }
            _ = try ArraySlice<UInt8>(derEncoded: &nodes)
            guard let inner = nodes.next(), inner.encodedBytes == outer.encodedBytes, let issuer = nodes.next(),
                let validity = nodes.next(), let subject = nodes.next(), let key = nodes.next()
            else { throw RATLSRefusal.malformed("its fields are not in order") }
            let extensions = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 3, tagClass: .contextSpecific) {
                try DER.sequence(of: Certificate.Extension.self, identifier: .sequence, rootNode: $0)
            }
            return (
                issuer.encodedBytes, try CertificateTime.validity(validity), subject.encodedBytes, Array(key.encodedBytes),
                try LeafKey(key), try Certificate.Extensions(extensions ?? [])
            )
        }
    }

    /// ECDSA with SHA-2 and no parameters, or NULL as some write.
    private static func algorithm(_ node: ASN1Node) throws -> SignatureAlgorithm {
        try DER.sequence(node, identifier: .sequence) { nodes in
            let identifier = try ASN1ObjectIdentifier(derEncoded: &nodes)
            if let parameters = nodes.next() { _ = try ASN1Null(derEncoded: parameters) }
            guard let algorithm = SignatureAlgorithm.allCases.first(where: { $0.identifier == identifier }) else {
                throw RATLSRefusal.notSelfSigned
            }
            return algorithm
        }
    }

    /// Whether the certificate names itself as its issuer and its key made the signature.
    var isSelfSigned: Bool { issuer == subject && publicKey.isValidSignature(signature, over: signedBytes, algorithm) }
}
