import Crypto
import Testing

@testable import Attestation

@Suite struct CertificateReadingTests {
    typealias Made = MadeCertificate

    private func isRefused(_ der: [UInt8]) -> Bool {
        do {
            _ = try X509Certificate(der: der)
            return false
        } catch { return error.refusal == .endorsementMalformed }
    }

    @Test func `Every part of a certificate is read`() throws {
        var made = Made.authority("an authority", by: "a root", pathLength: 3)
        made.serial = [0x00, 0x80]
        made.extensions.append(
            .init(identifier: [2, 5, 29, 37], value: MadeDER.sequence(MadeDER.identifier([1, 3, 6, 1, 5, 5, 7, 3, 9]))))
        let root = Made.authority("a root")
        let read = try made.certificate(signedBy: root)
        #expect(read.serial == [0, 0x80] && read.subjectCommonName == "an authority" && read.validity == made.validity)
        #expect(read.issuerDER == MadeDER.name("a root") && read.subjectDER == MadeDER.name("an authority"))
        #expect(read.basicConstraints?.isAuthority == true && read.basicConstraints?.pathLength == 3)
        #expect(read.keyUsage == [.certificateSigning, .revocationListSigning] && read.algorithm == .ecdsa(.sha384))
        #expect(read.publicKeyInfo == Array(made.key.publicKey.derRepresentation) && Array(read.signedBytes) == made.body)
        #expect(read.publicKey.p384?.x963Representation == made.key.publicKey.x963Representation && read.publicKey.p256 == nil)
        #expect(try read.extendedKeyUsage() == [[1, 3, 6, 1, 5, 5, 7, 3, 9]] && read.extensionValue([1, 2, 3]) == nil)
        #expect(try !read.isSelfSigned && root.certificate().isSelfSigned && read.isSigned(by: root.certificate()))
    }

    @Test func `[8] A certificate is valid in its time, both ends included, and at no time that no calendar has`() throws {
        let certificate = try Made.authority("root").certificate()
        let (first, last) = (UInt64(certificate.validity.lowerBound), UInt64(certificate.validity.upperBound))
        #expect(certificate.isValid(at: first) && certificate.isValid(at: last))
        for time in [first - 1, last + 1, UInt64.max, UInt64(Int64.max)] { #expect(!certificate.isValid(at: time), "\(time)") }
    }

    @Test func `[2] A certificate cut at any length or longer by a byte is refused`() throws {
        let der = try Made.authority("root").der()
        #expect(!isRefused(der))
        for length in der.indices { #expect(isRefused(Array(der.prefix(length))), "length \(length)") }
        #expect(isRefused(der + [0]) && isRefused(der + der))
    }

    @Test func `[1] No certificate with a flipped byte is signed by its authority`() throws {
        let root = Made.authority("root")
        let pinned = try root.certificate()
        let der = try Made(subject: "leaf", issuer: "root").der(signedBy: root.key)
        #expect(try X509Certificate(der: der).isSigned(by: pinned))
        for index in der.indices {
            for flip in [0x01, 0x80, 0xff] as [UInt8] {
                var changed = der
                changed[index] ^= flip
                #expect((try? X509Certificate(der: changed))?.isSigned(by: pinned) != true, "byte \(index)")
            }
        }
    }

    @Test func `Another version, two algorithms, a long serial and an extension twice are refused`() throws {
        for change in [
            { $0.version = 1 }, { $0.version = 3 }, { $0.serial = [] }, { $0.serial = [UInt8](repeating: 1, count: 22) },
            { $0.serial = [0, 1] },
            { $0.outerAlgorithm = MadeDER.sequence(MadeDER.identifier([1, 2, 840, 10045, 4, 3, 2])) },
            { $0.extensions.append($0.extensions[0]) }, { $0.extensions = [.init(identifier: [2, 5, 29, 19], value: [0x30, 1])] },
            { $0.extensions = (0..<33).map { .init(identifier: [1, 2, $0], value: []) } },
            { $0.extensions = [.init(identifier: [2, 5, 29, 19], value: MadeDER.sequence(MadeDER.integer(1)))] },
        ] as [(inout Made) -> Void] {
            var made = Made.authority("root")
            change(&made)
            #expect(isRefused(try made.der()))
        }
    }

    @Test func `Keys of other kinds verify nothing, and keys that are none are refused`() throws {
        var made = Made.authority("root")
        made.keyInfo = MadeDER.sequence(MadeDER.sequence(MadeDER.identifier([1, 3, 101, 112])), MadeDER.bits(Samples.bytes(7, 32)))
        #expect(try !made.certificate().isSelfSigned)
        var offCurve = Array(made.key.publicKey.derRepresentation)
        offCurve[offCurve.count - 1] ^= 1
        var compressed = Array(made.key.publicKey.derRepresentation)
        compressed[compressed.count - 97] = 2
        func rsa(_ bytes: Int) -> [UInt8] {
            MadeDER.sequence(
                MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 1]), MadeDER.null),
                MadeDER.bits(MadeDER.sequence(MadeDER.integer([0] + Samples.bytes(0xff, bytes)), MadeDER.integer([1, 0, 1]))))
        }
        for info in [offCurve, compressed, rsa(128), rsa(1025)] {
            made.keyInfo = info
            #expect(isRefused(try made.der()))
        }
        made.keyInfo = rsa(256)
        #expect(try made.certificate().publicKey.rsa != nil)
    }

    @Test func `[11] Old hashes and mixed parameters are no signature algorithms`() throws {
        let sha1: OID = [1, 3, 14, 3, 2, 26]
        let (sha256, sha384): (OID, OID) = ([2, 16, 840, 1, 101, 3, 4, 2, 1], [2, 16, 840, 1, 101, 3, 4, 2, 2])
        func pss(_ hash: OID, _ mask: OID, salt: UInt8, trailer: UInt8? = nil) -> [UInt8] {
            let parameters = MadeDER.sequence(
                MadeDER.element(0xa0, MadeDER.sequence(MadeDER.identifier(hash))),
                MadeDER.element(
                    0xa1, MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 8]), MadeDER.sequence(MadeDER.identifier(mask)))),
                MadeDER.element(0xa2, MadeDER.integer(salt)), trailer.map { MadeDER.element(0xa3, MadeDER.integer($0)) } ?? [])
            return MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 10]), parameters)
        }
        func read(_ der: [UInt8]) -> SignatureAlgorithm? {
            var reader = DERReader(der)
            return try? SignatureAlgorithm(from: &reader)
        }
        #expect(read(pss(sha384, sha384, salt: 48)) == .pss(.sha384) && read(pss(sha256, sha256, salt: 32, trailer: 1)) == .pss(.sha256))
        for refused in [
            pss(sha384, sha256, salt: 48), pss(sha384, sha384, salt: 32), pss(sha384, sha384, salt: 48, trailer: 2),
            pss(sha1, sha1, salt: 20),
            MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 10]), MadeDER.sequence()),
            MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 5]), MadeDER.null),
            MadeDER.sequence(MadeDER.identifier([1, 2, 840, 10045, 4, 1])),
            MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 11]), MadeDER.integer(1)),
        ] { #expect(read(refused) == nil) }
        let rsa = MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 12]), MadeDER.null)
        #expect(read(rsa) == .pkcs1(.sha384))
        let key = CertificateKey.p384(P384.Signing.PrivateKey().publicKey)
        #expect(!key.isValid(signature: Samples.bytes(1, 256), of: [], .pss(.sha384)))
        #expect(!key.isValid(signature: Samples.bytes(1, 256), of: [], .pkcs1(.sha256)))
    }

    @Test func `[12] Signatures with zero, large, negative or padded numbers are refused`() throws {
        let key = P384.Signing.PrivateKey()
        let message: [UInt8] = [1, 2, 3]
        let genuine = Array(try key.signature(for: message).rawRepresentation)
        let order = try #require(
            [UInt8](hex: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"))
        func positive(_ bytes: some Collection<UInt8>) -> [UInt8] {
            let short = Array(bytes.drop { $0 == 0 })
            return (short.first ?? 0x80) < 0x80 ? short : [0] + short
        }
        let (r, s) = (positive(genuine.prefix(48)), positive(genuine.suffix(48)))
        func holds(_ signature: [UInt8]) -> Bool {
            CertificateKey.p384(key.publicKey).isValid(signature: signature, of: message, .ecdsa(.sha384))
        }
        func structure(_ r: [UInt8], _ s: [UInt8]) -> [UInt8] { MadeDER.sequence(MadeDER.integer(r), MadeDER.integer(s)) }
        #expect(holds(structure(r, s)))
        for bad in [
            structure([0], s), structure(r, [0]), structure([0], [0]), structure([0] + order, s), structure(r, [0] + order),
            structure([0] + r, s),
            structure(r, [0, 0] + s), structure([0xff], s), structure([], s), structure(r, s) + [0], MadeDER.sequence(MadeDER.integer(r)),
            MadeDER.sequence(MadeDER.integer(r), MadeDER.integer(s), MadeDER.integer(1)), structure(Samples.bytes(1, 49), s), [], [0x30],
        ] { #expect(!holds(bad)) }
    }

    @Test func `[12] Keys of every curve verify their own signatures and no others`() throws {
        let message: [UInt8] = [9]
        let (p256, p384, p521) = (P256.Signing.PrivateKey(), P384.Signing.PrivateKey(), P521.Signing.PrivateKey())
        let keys: [(CertificateKey, [UInt8], SignatureAlgorithm)] = [
            (.p256(p256.publicKey), Array(try p256.signature(for: SHA256.hash(data: message)).derRepresentation), .ecdsa(.sha256)),
            (.p384(p384.publicKey), Array(try p384.signature(for: SHA384.hash(data: message)).derRepresentation), .ecdsa(.sha384)),
            (.p521(p521.publicKey), Array(try p521.signature(for: SHA512.hash(data: message)).derRepresentation), .ecdsa(.sha512)),
        ]
        for (index, (key, _, _)) in keys.enumerated() {
            for (other, (_, signature, algorithm)) in keys.enumerated() {
                #expect(key.isValid(signature: signature, of: message, algorithm) == (index == other))
                #expect(!key.isValid(signature: signature, of: [8], algorithm))
            }
        }
    }
}
