import Crypto
import Testing
import Wire

@testable import SealedData

@Suite struct KeyCommitmentTests {
    @Test func `[64] A stream made to open under two keys is told apart by the commitment, and by nothing else`() throws {
        let owners = DataKey()
        let attackers = DataKey()
        let data = Array("asset 7".utf8)
        let stream = try Salamander.stream(underBoth: owners, and: attackers, associatedData: data)

        let first = try SealedStream.open(stream, key: owners, associatedData: data)
        let second = try SealedStream.open(stream, key: attackers, associatedData: data)
        #expect(first != second)

        let commitment = owners.commitment
        #expect(throws: Never.self) { try owners.check(commitment: commitment) }
        #expect(refusal { try attackers.check(commitment: commitment) } == .wrongKey)
        let bytes = attackers.withUnsafeBytes { Array($0) }
        #expect(refusal { _ = try DataKey(bytes: bytes, commitment: commitment) } == .wrongKey)
    }

    @Test func `[64] The same content under another key does not match the commitment`() throws {
        let key = DataKey()
        let other = DataKey()
        let sealed = try SealedStream.seal(pattern(1_000), key: other, associatedData: [])
        #expect(try SealedStream.open(sealed, key: other, associatedData: []) == pattern(1_000))
        #expect(refusal { try other.check(commitment: key.commitment) } == .wrongKey)
        for length in 0..<32 { #expect(refusal { try key.check(commitment: Array(key.commitment.prefix(length))) } == .wrongKey) }
        for index in 0..<32 {
            var altered = key.commitment
            altered[index] ^= 1
            #expect(refusal { try key.check(commitment: altered) } == .wrongKey)
        }
    }

    @Test func `The commitment is HKDF-SHA256 as specified`() throws {
        // Made with Python: hmac over the zero salt, then over info ‖ 01.
        let key = try DataKey(bytes: Array(0..<32))
        #expect(key.commitment.hex == "59cfa4aa5cdd3bc159bd2197955d3dbd0d6b45322bdb55856b1b91ca11a2b6a1")
    }

    @Test func `[118] A key is shown nowhere, and malformed ones are refused`() throws {
        let key = try DataKey(bytes: Array(repeating: 0xab, count: 32))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.lowercased().contains("ab") && !text.contains("171"))
        }
        for count in [0, 1, 16, 31, 33, 64] {
            #expect(refusal { _ = try DataKey(bytes: Array(repeating: 1, count: count)) } == .malformedKey)
        }
        #expect(DataKey().commitment != DataKey().commitment)
    }
}

/// A ciphertext that verifies under two keys ("invisible salamander"): GCM's tag is linear in the ciphertext, so that one block can be
/// solved for which both keys give the same tag.
private enum Salamander {
    static func stream(underBoth first: DataKey, and second: DataKey, associatedData: [UInt8]) throws -> [UInt8] {
        let header = StreamHeader()
        let nonce = try AES.GCM.Nonce(data: header.noncePrefix + [0, 0, 0, 0, 1])
        let keys = try [first, second].map { key in
            let derived = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: key.symmetricKey, salt: header.salt, info: associatedData, outputByteCount: 32)
            return try Key(derived, nonce: nonce)
        }
        let free = Block(0x5ea1_ed00_5a1a_3a4d_e400_0000_0000_0001)
        let lengths = Block(256)
        // Σ over both keys of free·H³ + solved·H² + lengths·H + mask must vanish.
        let rest = keys.reduce(Block(0)) { sum, key in
            sum ^ free * key.h * key.h * key.h ^ lengths * key.h ^ key.mask
        }
        let solved = rest * (keys[0].h * keys[0].h ^ keys[1].h * keys[1].h).inverse
        let tag = keys[0].tag(of: [free, solved], lengths: lengths)
        return header.bytes + free.bytes + solved.bytes + tag.bytes
    }

    private struct Key {
        let h: Block
        let mask: Block

        /// Finds the hash key and the tag's mask from tags alone: with no message, T(A) = A·H² ⊕ lengths·H ⊕ mask.
        init(_ key: SymmetricKey, nonce: AES.GCM.Nonce) throws {
            mask = Block(Array(try AES.GCM.seal([UInt8](), using: key, nonce: nonce).tag))
            let tags = try [Block(0), Block.one].map {
                Block(Array(try AES.GCM.seal([UInt8](), using: key, nonce: nonce, authenticating: $0.bytes).tag))
            }
            h = (tags[0] ^ tags[1]).squareRoot
        }

        func tag(of blocks: [Block], lengths: Block) -> Block {
            (blocks + [lengths]).reduce(Block(0)) { ($0 ^ $1) * h } ^ mask
        }
    }

    /// An element of GCM's field; the most significant bit is the coefficient of x⁰.
    private struct Block: Equatable {
        var value: UInt128

        static let one = Block(1 << 127)

        init(_ value: UInt128) { self.value = value }
        init(_ bytes: [UInt8]) { value = bytes.reduce(0) { $0 << 8 | UInt128($1) } }

        var bytes: [UInt8] { (0..<16).map { UInt8(truncatingIfNeeded: value >> UInt128(120 - 8 * $0)) } }
        /// x^(2¹²⁷), as squaring 128 times is the identity.
        var squareRoot: Block { (0..<127).reduce(self) { power, _ in power * power } }
        /// x^(2¹²⁸ − 2).
        var inverse: Block {
            var (result, power) = (Block.one, self * self)
            for _ in 1..<128 {
                result = result * power
                power = power * power
            }
            return result
        }

        static func ^ (left: Block, right: Block) -> Block { Block(left.value ^ right.value) }

        static func * (left: Block, right: Block) -> Block {
            var (product, multiple) = (UInt128(0), right.value)
            for bit in 0..<128 {
                if left.value >> UInt128(127 - bit) & 1 == 1 { product ^= multiple }
                multiple = multiple & 1 == 1 ? multiple >> 1 ^ 0xe1 << 120 : multiple >> 1
            }
            return Block(product)
        }
    }
}
