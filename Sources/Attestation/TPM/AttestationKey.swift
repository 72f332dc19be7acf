import Crypto
import CryptoExtras

/// The key with which a TPM signs quotes: RSA of at least 2048 bits, or ECC on P-256, P-384 or P-521.
package struct AttestationKey: Sendable {
    private static let p256: UInt16 = 0x0003
    private static let p384: UInt16 = 0x0004
    private static let p521: UInt16 = 0x0005
    private static let minimumRSALength = 256

    private let key: CertificateKey
    /// The key's SubjectPublicKeyInfo in DER, by which two keys are compared and one is named.
    package let info: [UInt8]

    /// The key of a TPM's public area; throws `unsupported` for other lengths and curves, `malformed` for what is no key.
    package init(_ area: TPMPublic) throws(AttestationError) {
        switch area.key {
        case .rsa(let modulus, let exponent): try self.init(modulus: modulus, exponent: withUnsafeBytes(of: exponent.bigEndian, Array.init))
        case .ecc(let curve, let x, let y): try self.init(Self.point(curve, x, y))
        }
    }

    /// An RSA key of big-endian modulus and exponent.
    package init(modulus: [UInt8], exponent: [UInt8]) throws(AttestationError) {
        let exponent = Array(exponent.drop { $0 == 0 })
        guard let first = modulus.first, first >= 0x80, Self.minimumRSALength...TPMSignature.maximumRSALength ~= modulus.count else {
            throw AttestationError(refusing: .unsupported, "the attestation key is not RSA of 2048 to 4096 bits")
        }
        guard 1...4 ~= exponent.count, let rsa = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else {
            throw AttestationError(refusing: .malformed, "the attestation key is no RSA key")
        }
        try self.init(.rsa(rsa))
    }

    /// The key of a SubjectPublicKeyInfo in DER.
    package init(info: [UInt8]) throws(AttestationError) {
        let key: CertificateKey
        do throws(DERError) { key = try CertificateKey(info: info[...]) } catch {
            throw AttestationError(refusing: .malformed, "the attestation key is no public key in DER: \(error)")
        }
        try self.init(key)
    }

    /// The key of a certificate.
    package init(_ certificate: X509Certificate) throws(AttestationError) { try self.init(certificate.publicKey) }

    private init(_ key: CertificateKey) throws(AttestationError) {
        switch key {
        case .p256(let key): info = Array(key.derRepresentation)
        case .p384(let key): info = Array(key.derRepresentation)
        case .p521(let key): info = Array(key.derRepresentation)
        case .rsa(let key): info = Array(key.derRepresentation)
        case .unsupported: throw AttestationError(refusing: .unsupported, "the attestation key is of an unsupported algorithm")
        }
        self.key = key
    }

    /// Whether the signature over the statement is this key's. False for a scheme that is not the key's, and for SHA-1.
    func isValid(_ signature: TPMSignature, of statement: [UInt8]) -> Bool {
        switch signature.hash {
        case .sha1: false
        case .sha256: isValid(signature, SHA256.hash(data: statement))
        case .sha384: isValid(signature, SHA384.hash(data: statement))
        case .sha512: isValid(signature, SHA512.hash(data: statement))
        }
    }

    private func isValid(_ signature: TPMSignature, _ digest: some Digest) -> Bool {
        switch (signature.scheme, key) {
        case (.rsassa, .rsa(let key)): isValid(signature.rsa, digest, by: key, .insecurePKCS1v1_5)
        case (.rsapss, .rsa(let key)): isValid(signature.rsa, digest, by: key, .PSS)
        case (.ecdsa, .p256(let key)):
            signature.scalars(length: 32).flatMap { try? P256.Signing.ECDSASignature(rawRepresentation: $0) }
                .map { key.isValidSignature($0, for: digest) } ?? false
        case (.ecdsa, .p384(let key)):
            signature.scalars(length: 48).flatMap { try? P384.Signing.ECDSASignature(rawRepresentation: $0) }
                .map { key.isValidSignature($0, for: digest) } ?? false
        case (.ecdsa, .p521(let key)):
            signature.scalars(length: 66).flatMap { try? P521.Signing.ECDSASignature(rawRepresentation: $0) }
                .map { key.isValidSignature($0, for: digest) } ?? false
        default: false
        }
    }

    private func isValid(
        _ signature: [UInt8], _ digest: some Digest, by key: _RSA.Signing.PublicKey, _ padding: _RSA.Signing.Padding
    ) -> Bool {
        key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: padding)
    }

    private static func point(_ curve: UInt16, _ x: [UInt8], _ y: [UInt8]) throws(AttestationError) -> CertificateKey {
        let key: CertificateKey? =
            switch curve {
            case p256: uncompressed(x, y, 32).flatMap { try? P256.Signing.PublicKey(x963Representation: $0) }.map(CertificateKey.p256)
            case p384: uncompressed(x, y, 48).flatMap { try? P384.Signing.PublicKey(x963Representation: $0) }.map(CertificateKey.p384)
            case p521: uncompressed(x, y, 66).flatMap { try? P521.Signing.PublicKey(x963Representation: $0) }.map(CertificateKey.p521)
            default: throw AttestationError(refusing: .unsupported, "the attestation key is on an unknown curve")
            }
        guard let key else { throw AttestationError(refusing: .malformed, "the attestation key is no point on its curve") }
        return key
    }

    private static func uncompressed(_ x: [UInt8], _ y: [UInt8], _ length: Int) -> [UInt8]? {
        guard x.count <= length, y.count <= length else { return nil }
        return [4] + TPMSignature.padded(x, to: length) + TPMSignature.padded(y, to: length)
    }
}

extension TPMSignature {
    /// r and s, each in `length` bytes; nil if one is longer, or zero.
    package func scalars(length: Int) -> [UInt8]? {
        let (r, s) = (r.drop { $0 == 0 }, s.drop { $0 == 0 })
        guard 1...length ~= r.count, 1...length ~= s.count else { return nil }
        return Self.padded(Array(r), to: length) + Self.padded(Array(s), to: length)
    }

    /// The number with zeros before it; its length must not be above `length`.
    static func padded(_ number: [UInt8], to length: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: max(0, length - number.count)) + number
    }
}
