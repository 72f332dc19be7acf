import Crypto
import SwiftASN1

/// A certificate's public key: an uncompressed point on P-256 or P-384.
enum LeafKey {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)

    private static let ellipticCurve: ASN1ObjectIdentifier = [1, 2, 840, 10045, 2, 1]
    private static let secp256r1: ASN1ObjectIdentifier = [1, 2, 840, 10045, 3, 1, 7]
    private static let secp384r1: ASN1ObjectIdentifier = [1, 3, 132, 0, 34]

    /// Reads a SubjectPublicKeyInfo; throws `unsupportedKey` for other algorithms and curves, and for a point that is not on the curve.
    init(_ node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            guard let algorithm = nodes.next() else { throw RATLSRefusal.unsupportedKey }
            let curve = try Self.curve(algorithm)
            let point = try ASN1BitString(derEncoded: &nodes)
            guard point.paddingBits == 0, point.bytes.first == 4 else { throw RATLSRefusal.unsupportedKey }
            do {
                switch curve {
                case Self.secp256r1: return .p256(try P256.Signing.PublicKey(x963Representation: point.bytes))
                case Self.secp384r1: return .p384(try P384.Signing.PublicKey(x963Representation: point.bytes))
                default: throw RATLSRefusal.unsupportedKey
                }
            } catch { throw RATLSRefusal.unsupportedKey }
        }
    }

    private static func curve(_ node: ASN1Node) throws -> ASN1ObjectIdentifier {
        try DER.sequence(node, identifier: .sequence) { nodes in
            guard try ASN1ObjectIdentifier(derEncoded: &nodes) == ellipticCurve else {
                while nodes.next() != nil {}
                throw RATLSRefusal.unsupportedKey
            }
            return try ASN1ObjectIdentifier(derEncoded: &nodes)
        }
    }

    /// Whether `signature`, an ECDSA signature in DER, is this key's over the bytes.
    func isValidSignature(_ signature: [UInt8], over bytes: [UInt8], _ algorithm: LeafCertificate.SignatureAlgorithm) -> Bool {
        switch algorithm {
        case .sha256: isValid(signature, SHA256.hash(data: bytes))
        case .sha384: isValid(signature, SHA384.hash(data: bytes))
        case .sha512: isValid(signature, SHA512.hash(data: bytes))
        }
    }

    private func isValid(_ signature: [UInt8], _ digest: some Digest) -> Bool {
        switch self {
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        case .p384(let key):
            guard let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        }
    }
}
