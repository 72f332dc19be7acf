import Crypto
import Testing

@testable import Attestation

/// Keys and signature algorithms of certificates, and the bounds of what is read beside them.
@Suite struct CertificateKeyTests {
    private func read(_ info: [UInt8]) throws -> CertificateKey {
        var made = MadeCertificate.authority("holder")
        made.keyInfo = info
        return try made.certificate().publicKey
    }

    @Test func `[12] A key on P-521 verifies its own signatures, and no other structure`() throws {
        let key = P521.Signing.PrivateKey()
        let read = try read(Array(key.publicKey.derRepresentation))
        let message: [UInt8] = [1, 2, 3]
        let signature = Array(try key.signature(for: SHA512.hash(data: message)).derRepresentation)
        #expect(read.isValid(signature: signature, of: message, .ecdsa(.sha512)))
        #expect(!read.isValid(signature: signature, of: [1, 2], .ecdsa(.sha512)))
        #expect(!read.isValid(signature: signature, of: message, .ecdsa(.sha384)))
        #expect(!read.isValid(signature: Array(signature.dropLast()), of: message, .ecdsa(.sha512)))
        #expect(read.p256 == nil && read.p384 == nil && read.rsa == nil)
    }

    @Test func `[11] An algorithm that is not the key's verifies nothing`() throws {
        let key = P384.Signing.PrivateKey()
        let read = try read(Array(key.publicKey.derRepresentation))
        let message: [UInt8] = [9]
        let signature = Array(try key.signature(for: message).derRepresentation)
        #expect(read.isValid(signature: signature, of: message, .ecdsa(.sha384)))
        for hash in [.sha256, .sha384, .sha512] as [SignatureAlgorithm.Hash] {
            #expect(!read.isValid(signature: signature, of: message, .pss(hash)))
            #expect(!read.isValid(signature: signature, of: message, .pkcs1(hash)))
        }
    }

    @Test func `PSS with SHA-512 has a salt of 64 bytes`() throws {
        func algorithm(salt: UInt8) throws(DERError) -> SignatureAlgorithm {
            let hash = MadeDER.sequence(MadeDER.identifier([2, 16, 840, 1, 101, 3, 4, 2, 3]))
            let generation = MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 8]), hash)
            let parameters = MadeDER.sequence(
                MadeDER.element(0xa0, hash), MadeDER.element(0xa1, generation), MadeDER.element(0xa2, MadeDER.integer(salt)))
            var reader = DERReader(MadeDER.sequence(MadeDER.identifier([1, 2, 840, 113549, 1, 1, 10]), parameters))
            return try SignatureAlgorithm(from: &reader)
        }
        #expect(try algorithm(salt: 64) == .pss(.sha512))
        #expect(throws: DERError.self) { try algorithm(salt: 48) }
    }

    @Test func `[102] Names of too many parts, and certificates, lists and texts beyond their length are refused unread`() throws {
        let part = MadeDER.element(0x31, MadeDER.sequence(MadeDER.identifier([2, 5, 4, 10]), MadeDER.text("part")))
        func name(_ count: Int) throws -> DERElement {
            var reader = DERReader(MadeDER.element(0x30, [[UInt8]](repeating: part, count: count).flatMap { $0 }))
            return try reader.next()
        }
        #expect(try CertificateName.commonName(of: name(32)) == nil)
        #expect(throws: DERError.self) { try CertificateName.commonName(of: name(33)) }
        let error = #expect(throws: AttestationError.self) {
            try X509Certificate(der: [UInt8](repeating: 0x30, count: X509Certificate.maximumLength + 1))
        }
        #expect(error?.message.contains("longer than") == true)
        let other = #expect(throws: AttestationError.self) {
            try X509RevocationList(der: [UInt8](repeating: 0x30, count: X509RevocationList.maximumLength + 1))
        }
        #expect(other?.message.contains("longer than") == true)
        let text = #expect(throws: AttestationError.self) {
            try PEM.certificates(in: [UInt8](repeating: 0x20, count: PEM.maximumLength + 1), atMost: 1)
        }
        #expect(text?.message.contains("too long") == true)
    }

    @Test func `Purposes are read whole or refused`() throws {
        func purposes(_ value: [UInt8]?) throws -> [OID]? {
            var made = MadeCertificate.authority("holder")
            if let value { made.extensions.append(.init(identifier: CertificateExtension.extendedKeyUsage, value: value)) }
            return try made.certificate().extendedKeyUsage()
        }
        let one = MadeDER.identifier([1, 3, 6, 1, 5, 5, 7, 3, 1])
        #expect(try purposes(nil) == nil)
        #expect(try purposes(MadeDER.sequence(one))?.count == 1)
        let many = MadeDER.element(0x30, [[UInt8]](repeating: one, count: 33).flatMap { $0 })
        for bad in [[], MadeDER.sequence(), MadeDER.sequence(one) + [0], many, MadeDER.sequence(MadeDER.null)] as [[UInt8]] {
            let error = #expect(throws: AttestationError.self) { try purposes(bad) }
            #expect(error?.refusal == .endorsementMalformed)
        }
    }

    @Test func `A certificate without a common name is called by its serial number`() throws {
        let info = MadeDER.sequence(MadeDER.element(0x31, MadeDER.sequence(MadeDER.identifier([2, 5, 4, 10]), MadeDER.text("only"))))
        var made = MadeCertificate.authority("PLACE")
        made.serial = [0x1f, 0x2e]
        let named = try made.certificate()
        #expect(named.title == "“PLACE”" && Set([named, named]).count == 1)
        let body = made.body.replacing(MadeDER.name("PLACE"), with: info)
        // The lengths of both sequences around the name.
        let short = body.count
        let grown = MadeDER.element(0x30, Array(body.dropFirst(headLength(of: short))))
        let signature = Array(try made.key.signature(for: grown).derRepresentation)
        let der = MadeDER.sequence(grown, made.algorithm, MadeDER.bits(signature))
        #expect(try X509Certificate(der: der).title == "with serial 1f2e")
    }

    private func headLength(of count: Int) -> Int { count < 0x82 ? 2 : count < 0x103 ? 3 : 4 }
}
