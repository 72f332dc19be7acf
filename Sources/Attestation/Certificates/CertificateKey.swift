package import Crypto
package import CryptoExtras

/// A certificate's public key.
package enum CertificateKey: Sendable {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    /// 2048 to 8192 bits.
    case rsa(_RSA.Signing.PublicKey)
    /// Another algorithm or curve: verifies nothing.
    case unsupported(OID)

    /// The key, if it is on P-256.
    package var p256: P256.Signing.PublicKey? { if case .p256(let key) = self { key } else { nil } }
    /// The key, if it is on P-384.
    package var p384: P384.Signing.PublicKey? { if case .p384(let key) = self { key } else { nil } }
    /// The key, if it is RSA's.
    package var rsa: _RSA.Signing.PublicKey? { if case .rsa(let key) = self { key } else { nil } }

    /// Whether `signature` in the algorithm's own form is this key's over the message. False for an algorithm that is not the key's.
    package func isValid(signature: [UInt8], of message: ArraySlice<UInt8>, _ algorithm: SignatureAlgorithm) -> Bool {
        switch algorithm {
        case .ecdsa(.sha256): isValidECDSA(signature, SHA256.hash(data: message))
        case .ecdsa(.sha384): isValidECDSA(signature, SHA384.hash(data: message))
        case .ecdsa(.sha512): isValidECDSA(signature, SHA512.hash(data: message))
        case .pss(.sha256): isValidRSA(signature, SHA256.hash(data: message), .PSS)
        case .pss(.sha384): isValidRSA(signature, SHA384.hash(data: message), .PSS)
        case .pss(.sha512): isValidRSA(signature, SHA512.hash(data: message), .PSS)
        case .pkcs1(.sha256): isValidRSA(signature, SHA256.hash(data: message), .insecurePKCS1v1_5)
        case .pkcs1(.sha384): isValidRSA(signature, SHA384.hash(data: message), .insecurePKCS1v1_5)
        case .pkcs1(.sha512): isValidRSA(signature, SHA512.hash(data: message), .insecurePKCS1v1_5)
        }
    }

    /// The same over an array.
    package func isValid(signature: [UInt8], of message: [UInt8], _ algorithm: SignatureAlgorithm) -> Bool {
        isValid(signature: signature, of: ArraySlice(message), algorithm)
    }

    private func isValidRSA(_ signature: [UInt8], _ digest: some Digest, _ padding: _RSA.Signing.Padding) -> Bool {
        guard case .rsa(let key) = self else { return false }
        return key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: padding)
    }

    private func isValidECDSA(_ signature: [UInt8], _ digest: some Digest) -> Bool {
        switch self {
        case .p256(let key):
            guard let raw = ECDSAScalars.raw(ofDER: signature, length: 32),
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: raw)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .p384(let key):
            guard let raw = ECDSAScalars.raw(ofDER: signature, length: 48),
                let signature = try? P384.Signing.ECDSASignature(rawRepresentation: raw)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .p521(let key):
            guard let raw = ECDSAScalars.raw(ofDER: signature, length: 66),
                let signature = try? P521.Signing.ECDSASignature(rawRepresentation: raw)
            else { return false }
            return key.isValidSignature(signature, for: digest)
        case .rsa, .unsupported: return false
        }
    }
}
