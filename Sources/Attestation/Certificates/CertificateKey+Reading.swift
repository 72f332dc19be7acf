import Crypto
import CryptoExtras

extension CertificateKey {
    private static let ellipticCurve: OID = [1, 2, 840, 10045, 2, 1]
    private static let secp256r1: OID = [1, 2, 840, 10045, 3, 1, 7]
    private static let secp384r1: OID = [1, 3, 132, 0, 34]
    private static let secp521r1: OID = [1, 3, 132, 0, 35]
    private static let rsaEncryption: OID = [1, 2, 840, 113549, 1, 1, 1]
    private static let rsaBytes = 256...1024

    /// Reads a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7, RFC 5480 §2): points uncompressed and on the curve, RSA of 2048 to 8192 bits.
    init(info: ArraySlice<UInt8>) throws(DERError) {
        var outer = DERReader(info)
        var fields = try outer.open(DERReader.Tag.sequence)
        try outer.finish()
        var algorithm = try fields.open(DERReader.Tag.sequence)
        let bits = try fields.byteString()
        try fields.finish()
        let kind = try algorithm.objectIdentifier()
        switch kind {
        case Self.ellipticCurve: self = try Self.point(bits, on: &algorithm)
        case Self.rsaEncryption:
            try algorithm.null()
            try algorithm.finish()
            self = try Self.rsa(bits)
        default: self = .unsupported(kind)
        }
    }

    private static func point(_ point: ArraySlice<UInt8>, on algorithm: inout DERReader) throws(DERError) -> CertificateKey {
        guard algorithm.nextTag == DERReader.Tag.objectIdentifier else { return .unsupported(ellipticCurve) }
        let curve = try algorithm.objectIdentifier()
        try algorithm.finish()
        guard [secp256r1, secp384r1, secp521r1].contains(curve) else { return .unsupported(curve) }
        guard point.first == 4 else { throw .key("a point that is not uncompressed") }
        do {
            switch curve {
            case secp256r1: return .p256(try P256.Signing.PublicKey(x963Representation: point))
            case secp384r1: return .p384(try P384.Signing.PublicKey(x963Representation: point))
            default: return .p521(try P521.Signing.PublicKey(x963Representation: point))
            }
        } catch { throw .key("a point that is not on its curve") }
    }

    /// RSAPublicKey, RFC 8017 §A.1.1.
    private static func rsa(_ bits: ArraySlice<UInt8>) throws(DERError) -> CertificateKey {
        var outer = DERReader(bits)
        var fields = try outer.open(DERReader.Tag.sequence)
        try outer.finish()
        let (modulus, exponent) = (try fields.unsignedInteger(), try fields.unsignedInteger())
        try fields.finish()
        guard rsaBytes ~= modulus.count else { throw .key("an RSA key of another size") }
        do { return .rsa(try _RSA.Signing.PublicKey(n: Array(modulus), e: Array(exponent))) } catch {
            throw .key("an RSA key that is none")
        }
    }
}
