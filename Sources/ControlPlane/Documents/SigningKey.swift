import Crypto
import Wire

/// P-256 as documents use it.
enum SigningKey {
    /// X9.63, uncompressed.
    static let publicKeyBytes = 65
    static let signatureBytes = 64

    static func isValidPublicKey(_ bytes: [UInt8]) -> Bool {
        bytes.count == publicKeyBytes && (try? P256.Signing.PublicKey(x963Representation: bytes)) != nil
    }

    /// Accepts `s` in both halves, as Secure Enclaves and HSMs give either; refuses `r` or `s` of zero.
    static func isValid(_ signature: [UInt8], over message: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard
            signature.count == signatureBytes,
            signature.prefix(32).contains(where: { $0 != 0 }), signature.suffix(32).contains(where: { $0 != 0 }),
            publicKey.count == publicKeyBytes,
            let key = try? P256.Signing.PublicKey(x963Representation: publicKey),
            let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
        else { return false }
        return key.isValidSignature(parsed, for: message)
    }
}
