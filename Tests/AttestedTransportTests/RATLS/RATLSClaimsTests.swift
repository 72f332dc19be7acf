import Crypto
import Testing
import Wire
import X509

@testable import AttestedTransport
@testable import RATLS

@Suite struct RATLSClaimsTests {
    private let sample = RATLSSample()

    private func entry(_ algorithm: CBOR, _ digest: CBOR) -> [UInt8] { CBOR.array([algorithm, digest]).encoded }

    private func claims(_ pairs: (key: CBOR, value: CBOR)...) throws -> [UInt8] { CBOR.map(try CBORMap(pairs)).encoded }

    private func refusal(_ claims: [UInt8]) throws -> RATLSRefusal? { try sample.refusal([sample.tagged(claims: claims)]) }

    private var digest: CBOR { .bytes(Array(SHA256.hash(data: sample.key.publicKeyInfo))) }

    @Test func `Claims have the bytes of the specification`() throws {
        let key: [UInt8] = Array("key".utf8)
        let hash = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683"
        #expect(RATLSClaims(key: key).encoded.hex == "a16b7075626b65792d6861736858248201" + "5820" + hash)
        #expect(RATLSClaims(key: key).encoded.count == 51)
        #expect(
            RATLSClaims(key: key, nonce: [7, 8]).encoded.hex == "a26b7075626b65792d6861736858248201" + "5820" + hash + "656e6f6e6365420708")
    }

    @Test func `All three hashes are accepted, in any order of claims, beside unknown ones`() throws {
        let key = sample.key.publicKeyInfo
        for (identifier, digest) in [
            (1, Array(SHA256.hash(data: key))), (7, Array(SHA384.hash(data: key))), (8, Array(SHA512.hash(data: key))),
        ] as [(UInt64, [UInt8])] {
            let hash = CBOR.bytes(entry(.unsigned(identifier), .bytes(digest)))
            #expect(try refusal(claims((.text("pubkey-hash"), hash))) == nil)
            #expect(
                try refusal(
                    claims(
                        (.text("key_0"), .text("x")), (.negative(3), .array([.null])), (.text("pubkey-hash"), hash),
                        (.text("nonce"), .bytes([]))))
                    == nil)
        }
    }

    @Test func `[20] Claims without the key's hash are refused`() throws {
        #expect(try refusal(claims()) == .noKeyHash)
        #expect(try refusal(claims((.text("nonce"), .bytes([1])))) == .noKeyHash)
        #expect(try refusal(claims((.bytes(Array("pubkey-hash".utf8)), .bytes(entry(.unsigned(1), digest))))) == .noKeyHash)
        #expect(try refusal(claims((.text("pubkey-Hash"), .bytes(entry(.unsigned(1), digest))))) == .noKeyHash)
    }

    @Test func `[20][23] Claims with a name twice are refused`() throws {
        let pair = CBOR.text("pubkey-hash").encoded + CBOR.bytes(entry(.unsigned(1), digest)).encoded
        #expect(try refusal([0xa1] + pair) == nil)
        #expect(try refusal([0xa2] + pair + pair) == .invalidCBOR(.duplicateKey))
        #expect(try refusal([0xa3] + pair + [0x61, 0x78, 0xf6, 0x61, 0x78, 0xf5]) == .invalidCBOR(.duplicateKey))
    }

    @Test(arguments: [0, 2, 3, 4, 5, 6, 9, 10, 11, 12, 24, 0xffff_ffff] as [UInt64])
    func `[20] A hash that is weak, truncated or unknown is refused`(identifier: UInt64) throws {
        #expect(try refusal(claims((.text("pubkey-hash"), .bytes(entry(.unsigned(identifier), digest))))) == .unsupportedHash)
    }

    @Test func `[20] A hash named by anything but its number is refused`() throws {
        for algorithm in [.text("sha-256"), .negative(0), .null, .bytes([1])] as [CBOR] {
            #expect(try refusal(claims((.text("pubkey-hash"), .bytes(entry(algorithm, digest))))) == .unsupportedHash)
        }
    }

    @Test func `[20] A digest that is cut, extended or of another hash is refused`() throws {
        let bytes = try #require(digest.byteString)
        for wrong in [[], Array(bytes.prefix(16)), bytes + [0], bytes.dropLast() + [bytes[31] ^ 1]] as [[UInt8]] {
            #expect(try refusal(claims((.text("pubkey-hash"), .bytes(entry(.unsigned(1), .bytes(wrong)))))) == .otherKeyInClaims)
        }
        for identifier in [7, 8] as [UInt64] {
            #expect(try refusal(claims((.text("pubkey-hash"), .bytes(entry(.unsigned(identifier), digest))))) == .otherKeyInClaims)
        }
    }

    @Test func `[23] Claims of another shape are refused`() throws {
        let good = entry(.unsigned(1), digest)
        let shapes: [[UInt8]] = [
            CBOR.array([]).encoded, CBOR.null.encoded, CBOR.bytes(good).encoded,
            try claims((.text("pubkey-hash"), .array([.unsigned(1), digest]))), try claims((.text("pubkey-hash"), .text("x"))),
            try claims((.text("pubkey-hash"), .bytes(CBOR.array([.unsigned(1)]).encoded))),
            try claims((.text("pubkey-hash"), .bytes(CBOR.array([.unsigned(1), digest, .null]).encoded))),
            try claims((.text("pubkey-hash"), .bytes(CBOR.map(CBORMap([(.unsigned(1), digest)])).encoded))),
            try claims((.text("pubkey-hash"), .bytes(good)), (.text("nonce"), .text("1"))),
        ]
        for (index, shape) in shapes.enumerated() {
            switch try refusal(shape) {
            case .unexpectedShape?, .invalidCBOR(.tooMany)?: break
            case let other: Issue.record("shape \(index) gave \(String(describing: other))")
            }
        }
        #expect(try refusal(claims((.text("pubkey-hash"), .bytes(good + [0])))) == .invalidCBOR(.trailingBytes))
        #expect(try refusal(claims((.text("pubkey-hash"), .bytes([])))) == .invalidCBOR(.truncated))
    }

    @Test func `[23] Evidence in CBOR that is not strict is refused`() throws {
        let claims = sample.ownClaims
        let quote = try sample.enclave.quote(RATLSSample.padded(SHA256.hash(data: claims)))
        let (first, second) = (CBOR.bytes(quote).encoded, CBOR.bytes(claims).encoded)
        let tag: [UInt8] = [0xd9, 0xea, 0x60]
        let value = { (bytes: [UInt8]) in try sample.refusal([sample.tagged(value: bytes)]) }
        #expect(try value(tag + [0x82] + first + second) == nil)
        #expect(try value(tag + [0x9f] + first + second + [0xff]) == .invalidCBOR(.indefiniteLength))
        #expect(try value(tag + [0x82] + [0x5f] + first + [0xff] + second) == .invalidCBOR(.indefiniteLength))
        #expect(try value(tag + [0x98, 2] + first + second) == .invalidCBOR(.notMinimal))
        #expect(try value([0xda, 0, 0, 0xea, 0x60, 0x82] + first + second) == .invalidCBOR(.notMinimal))
        #expect(try value(tag + [0x82] + first + [0x59, 0, 51] + claims) == .invalidCBOR(.notMinimal))
        #expect(try value(tag + [0x82] + first + second + [0]) == .invalidCBOR(.trailingBytes))
        #expect(try value(tag + tag + [0x82] + first + second) == .invalidCBOR(.tooDeep))
        #expect(try value(tag + [0x83] + first + second + [0xf6]) != nil)
        #expect(try value(tag + [0x82] + second + first) != nil)
        for shape in [[0x82] + first + second, tag + [0x81] + first, [0xd9, 0xea, 0x61, 0x82] + first + second, tag + first, []]
            as [[UInt8]]
        {
            #expect(try value(shape) != nil)
        }
    }
}
