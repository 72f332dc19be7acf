import Crypto
import CryptoExtras
import Testing
import Wire

@testable import Attestation

/// Keys of every kind that TPMs sign with, and what is none.
@Suite struct AttestationKeyTests {
    static let statement = Samples.bytes(7, 100)

    /// TPMT_PUBLIC of an attestation key on a curve; `symmetric` and `derivation` are algorithms that signing keys may leave out.
    static func area(
        curve: UInt16, _ x: [UInt8], _ y: [UInt8], type: UInt16 = 0x0023, scheme: UInt16 = 0x0010, derivation: UInt16 = 0x0010
    ) -> [UInt8] {
        var writer = ByteWriter()
        for value in [type, 0x000b] { writer.u16(value) }
        writer.u32(0x0005_0072)
        for value in [0, 0x0010, scheme] as [UInt16] { writer.u16(value) }
        if scheme != 0x0010 { writer.u16(0x000b) }
        for value in [curve, derivation] { writer.u16(value) }
        if derivation != 0x0010 { writer.u16(0x000b) }
        for half in [x, y] {
            writer.u16(UInt16(half.count))
            writer.fixed(half)
        }
        return writer.bytes
    }

    private static func halves(_ point: some Collection<UInt8>) -> (x: [UInt8], y: [UInt8]) {
        let point = Array(point.dropFirst())
        return (Array(point.prefix(point.count / 2)), Array(point.suffix(point.count / 2)))
    }

    private static func signature(_ scheme: UInt16, _ hash: TPMHash, _ raw: [UInt8]) throws -> TPMSignature {
        let half = UInt16(raw.count / 2)
        var writer = ByteWriter()
        for value in [scheme, hash.rawValue, half] { writer.u16(value) }
        writer.fixed(Array(raw.prefix(Int(half))))
        writer.u16(half)
        writer.fixed(Array(raw.suffix(Int(half))))
        return try TPMSignature(writer.bytes)
    }

    @Test func `[1] Signatures of each curve hold with each hash, and over nothing else`() throws {
        let (p256, p384, p521) = (P256.Signing.PrivateKey(), P384.Signing.PrivateKey(), P521.Signing.PrivateKey())
        let points = [
            (UInt16(0x0003), Array(p256.publicKey.x963Representation)), (0x0004, Array(p384.publicKey.x963Representation)),
            (0x0005, Array(p521.publicKey.x963Representation)),
        ]
        let infos = [p256.publicKey.derRepresentation, p384.publicKey.derRepresentation, p521.publicKey.derRepresentation]
        func raw(_ curve: Int, _ digest: some Digest) throws -> [UInt8] {
            switch curve {
            case 0: Array(try p256.signature(for: digest).rawRepresentation)
            case 1: Array(try p384.signature(for: digest).rawRepresentation)
            default: Array(try p521.signature(for: digest).rawRepresentation)
            }
        }
        for (place, (curve, point)) in points.enumerated() {
            let (x, y) = Self.halves(point)
            let key = try AttestationKey(TPMPublic(Self.area(curve: curve, x, y)))
            #expect(key.info == Array(infos[place]))
            #expect(try AttestationKey(info: Array(infos[place])).info == key.info)
            // The same key with a scheme and a derivation named.
            #expect(try AttestationKey(TPMPublic(Self.area(curve: curve, x, y, scheme: 0x0018, derivation: 0x0020))).info == key.info)
            for hash in [TPMHash.sha256, .sha384, .sha512] {
                let bytes =
                    switch hash {
                    case .sha384: try raw(place, SHA384.hash(data: Self.statement))
                    case .sha512: try raw(place, SHA512.hash(data: Self.statement))
                    default: try raw(place, SHA256.hash(data: Self.statement))
                    }
                let good = try Self.signature(0x0018, hash, bytes)
                #expect(key.isValid(good, of: Self.statement) && !key.isValid(good, of: Self.statement + [0]))
                for other in TPMHash.allCases where other != hash {
                    #expect(try !key.isValid(Self.signature(0x0018, other, bytes), of: Self.statement), "\(hash) as \(other)")
                }
                #expect(!key.isValid(TPMSignature(scheme: .rsassa, hash: hash, rsa: bytes), of: Self.statement))
                var changed = bytes
                changed[bytes.count / 2 - 1] ^= 1
                #expect(try !key.isValid(Self.signature(0x0018, hash, changed), of: Self.statement))
            }
        }
    }

    @Test(arguments: [0, 1, 2])
    func `[12] A zero in r or s, or a number longer than its curve's, is refused`(curve: Int) throws {
        let length = [32, 48, 66][curve]
        let key =
            switch curve {
            case 0: try AttestationKey(info: Array(P256.Signing.PrivateKey().publicKey.derRepresentation))
            case 1: try AttestationKey(info: Array(P384.Signing.PrivateKey().publicKey.derRepresentation))
            default: try AttestationKey(info: Array(P521.Signing.PrivateKey().publicKey.derRepresentation))
            }
        let (zero, one) = (Samples.bytes(0, length), Samples.bytes(1, length))
        for raw in [zero + one, one + zero, zero + zero] {
            let signature = try Self.signature(0x0018, .sha256, raw)
            #expect(signature.scalars(length: length) == nil && !key.isValid(signature, of: Self.statement))
        }
        #expect(try Self.signature(0x0018, .sha256, one + one).scalars(length: length - 1) == nil)
        // One over the curve's order is a number of the right length and no signature.
        #expect(try !key.isValid(Self.signature(0x0018, .sha256, Samples.bytes(0xff, 2 * length)), of: Self.statement))
        #expect(try Self.signature(0x0018, .sha256, [0, 0, 7, 0, 0, 9]).scalars(length: length)?.count == 2 * length)
    }

    @Test func `[1] RSA holds with PKCS 1 and with PSS, each for itself`() throws {
        let private2048 = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let key = try AttestationKey(info: Array(private2048.publicKey.derRepresentation))
        let digest = SHA256.hash(data: Self.statement)
        let older = Array(try private2048.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        let newer = Array(try private2048.signature(for: digest, padding: .PSS).rawRepresentation)
        for (scheme, bytes, holds) in [
            (TPMSignature.Scheme.rsassa, older, true), (.rsapss, newer, true), (.rsassa, newer, false), (.rsapss, older, false),
            (.ecdsa, older, false),
        ] {
            #expect(key.isValid(TPMSignature(scheme: scheme, hash: .sha256, rsa: bytes), of: Self.statement) == holds)
        }
        let forged = TPMSignature(scheme: .rsassa, hash: .sha1, rsa: older)
        #expect(!key.isValid(forged, of: Self.statement))
    }

    @Test func `[11] Keys that are too short, too long, or none are refused`() throws {
        func outcome(_ modulus: [UInt8], _ exponent: [UInt8] = [1, 0, 1]) throws -> EvidenceRefusal? {
            try refusal { try AttestationKey(modulus: modulus, exponent: exponent) }
        }
        let odd = Samples.bytes(0xff, 256)
        #expect(try outcome(odd) == nil)
        for modulus in [[], Samples.bytes(0xff, 255), Samples.bytes(0xff, 128), Samples.bytes(0x7f, 256), Samples.bytes(0xff, 513)] {
            #expect(try outcome(modulus) == .unsupported, "\(modulus.count)")
        }
        for exponent in [[], [0, 0], [1, 0, 0, 0, 1]] as [[UInt8]] { #expect(try outcome(odd, exponent) == .malformed) }
    }

    @Test func `[11] Unknown curves are unsupported, and points that are none are malformed`() throws {
        func outcome(_ curve: UInt16, _ x: [UInt8], _ y: [UInt8]) throws -> EvidenceRefusal? {
            try refusal { try AttestationKey(TPMPublic(Self.area(curve: curve, x, y))) }
        }
        for (curve, length) in [(UInt16(3), 32), (4, 48)] {
            #expect(try outcome(curve, Samples.bytes(1, length), Samples.bytes(1, length)) == .malformed)
            #expect(try outcome(curve, Samples.bytes(1, length + 1), Samples.bytes(1, length)) == .malformed)
            #expect(try outcome(curve, Samples.bytes(1, length), Samples.bytes(1, length + 1)) == .malformed)
        }
        #expect(try outcome(5, Samples.bytes(1, 66), Samples.bytes(1, 66)) == .malformed)
        for curve in [0x0001, 0x0010, 0x0020] as [UInt16] { #expect(try outcome(curve, [1], [1]) == .unsupported) }
    }

    @Test func `[11] A SubjectPublicKeyInfo of another algorithm, or none, is refused`() throws {
        let edwards = MadeDER.sequence(MadeDER.sequence(MadeDER.identifier([1, 3, 101, 112])), MadeDER.bits(Samples.bytes(9, 32)))
        #expect(try refusal { try AttestationKey(info: edwards) } == .unsupported)
        for bad in [[], [0x30], Samples.bytes(0, 91), edwards + [0]] as [[UInt8]] {
            #expect(try refusal { try AttestationKey(info: bad) } == .malformed)
        }
    }

    @Test func `[11] A certificate of a key that signs nothing here is refused`() throws {
        var quote = MadeQuote()
        let edwards = MadeDER.sequence(MadeDER.sequence(MadeDER.identifier([1, 3, 101, 112])), MadeDER.bits(Samples.bytes(9, 32)))
        quote.leaf = MadeCertificate(subject: "key", issuer: "vendor", extensions: [.usage(0b1000_0000)], keyInfo: edwards)
        #expect(try refusal { try quote.report() } == .unsupported)
    }

    @Test func `[102] A public area that is none is refused`() throws {
        let (x, y) = Self.halves(P256.Signing.PrivateKey().publicKey.x963Representation)
        let good = Self.area(curve: 3, x, y)
        #expect(try refusal { try TPMPublic(good) } == nil)
        for length in good.indices { #expect(try refusal { try TPMPublic(Array(good.prefix(length))) } == .malformed) }
        var storage = good
        storage[11] = 0x06  // a symmetric cipher, which storage keys have
        for bad in [good + [0], storage, Self.area(curve: 3, x, y, type: 0x0025), Self.area(curve: 3, Samples.bytes(1, 67), y)] {
            #expect(try refusal { try TPMPublic(bad) } == .malformed)
        }
        var writer = ByteWriter()
        for value in [0x0001, 0x000b, 0, 0, 0, 0x0010, 0x0014, 0x000b, 2048] as [UInt16] { writer.u16(value) }
        writer.u32(0)
        writer.u16(255)
        writer.fixed(Samples.bytes(0xff, 255))
        #expect(try refusal { try TPMPublic(writer.bytes) } == .malformed)
    }
}
