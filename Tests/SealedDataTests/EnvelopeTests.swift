import Crypto
import Testing
import Wire

@testable import SealedData

@Suite struct EnvelopeTests {
    private let info = Array("cloister/test/v1".utf8)
    private let data = Array("agreement 3".utf8)

    @Test func `A secret opens with the right key, purpose and associated data`() throws {
        let recipient = try RecipientPrivateKey()
        for count in [0, 1, 32, 1_000, Envelope.maximumSecretLength] {
            let envelope = try Envelope.seal(pattern(count), to: recipient.publicKey, info: info, associatedData: data)
            #expect(envelope.encapsulation.count == 1120)
            #expect(envelope.ciphertext.count == count + 16)
            #expect(try envelope.open(with: recipient, info: info, associatedData: data) == pattern(count))
            #expect(try Envelope(wireBytes: envelope.wireBytes) == envelope)
        }
        let tooLong = pattern(Envelope.maximumSecretLength + 1)
        #expect(refusal { _ = try Envelope.seal(tooLong, to: recipient.publicKey, info: info) } == .tooLarge(limit: 65_536))
    }

    @Test func `[62][63][122] Another key, purpose or associated data is refused`() throws {
        let recipient = try RecipientPrivateKey()
        let envelope = try Envelope.seal([1, 2, 3], to: recipient.publicKey, info: info, associatedData: data)
        let other = try RecipientPrivateKey()
        #expect(refusal { _ = try envelope.open(with: other, info: info, associatedData: data) } == .envelopeRefused)
        #expect(refusal { _ = try envelope.open(with: recipient, info: info + [0], associatedData: data) } == .envelopeRefused)
        #expect(refusal { _ = try envelope.open(with: recipient, info: [], associatedData: data) } == .envelopeRefused)
        #expect(refusal { _ = try envelope.open(with: recipient, info: info, associatedData: []) } == .envelopeRefused)
        #expect(refusal { _ = try envelope.open(with: recipient, info: data, associatedData: info) } == .envelopeRefused)
    }

    @Test func `[59] Two envelopes of one secret share nothing`() throws {
        let recipient = try RecipientPrivateKey()
        let one = try Envelope.seal([1, 2, 3], to: recipient.publicKey, info: info)
        let two = try Envelope.seal([1, 2, 3], to: recipient.publicKey, info: info)
        #expect(one.encapsulation != two.encapsulation && one.ciphertext != two.ciphertext)
    }

    @Test func `Every flipped byte of an envelope is refused`() throws {
        let recipient = try RecipientPrivateKey()
        let envelope = try Envelope.seal([1, 2, 3], to: recipient.publicKey, info: info)
        let bytes = envelope.wireBytes
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 0x10
            let opened = try? Envelope(wireBytes: altered).open(with: recipient, info: info)
            #expect(opened == nil)
        }
    }

    @Test func `Every truncation of an envelope and every extension is refused`() throws {
        let bytes = try Envelope.seal([1, 2, 3], to: RecipientPrivateKey().publicKey, info: info).wireBytes
        for length in bytes.indices { #expect(throws: WireError.self) { try Envelope(wireBytes: Array(bytes.prefix(length))) } }
        #expect(throws: WireError.trailingBytes(1)) { try Envelope(wireBytes: bytes + [0]) }
    }

    @Test func `[67] Another version byte is refused`() throws {
        var bytes = try Envelope.seal([1], to: RecipientPrivateKey().publicKey, info: info).wireBytes
        for version in UInt8.min ... .max where version != 1 {
            bytes[0] = version
            #expect(throws: WireError.self) { try Envelope(wireBytes: bytes) }
        }
    }

    @Test func `Parts of the wrong length are no envelope`() {
        for (encapsulation, ciphertext) in [(1119, 48), (1121, 48), (0, 48), (1120, 15), (1120, 0), (1120, 65_553)] {
            #expect(
                refusal { _ = try Envelope(encapsulation: pattern(encapsulation), ciphertext: pattern(ciphertext)) } == .malformedEnvelope)
        }
    }

    @Test(arguments: lowOrderPoints) func `[66] Low-order points are refused, in keys and in encapsulations`(_ point: String) throws {
        let point = try #require([UInt8](hex: point))
        let recipient = try RecipientPrivateKey()
        var key = recipient.publicKey.rawRepresentation
        key.replaceSubrange(1184..., with: point)
        #expect(refusal { _ = try RecipientPublicKey(rawRepresentation: key) } == .malformedRecipientKey)

        let envelope = try Envelope.seal([1], to: recipient.publicKey, info: info)
        let altered = try Envelope(encapsulation: envelope.encapsulation.prefix(1088) + point, ciphertext: envelope.ciphertext)
        #expect(refusal { _ = try altered.open(with: recipient, info: info) } == .envelopeRefused)
    }

    @Test func `[63] What is no X-Wing key is refused`() throws {
        let key = try RecipientPrivateKey().publicKey.rawRepresentation
        #expect(try RecipientPublicKey(rawRepresentation: key).rawRepresentation == key)
        for count in [0, 32, 1184, 1215, 1217] {
            #expect(refusal { _ = try RecipientPublicKey(rawRepresentation: pattern(count)) } == .malformedRecipientKey)
        }
        // Coefficients of ML-KEM must be below 3329; all ones are not.
        let ones = [UInt8](repeating: 0xff, count: 1184) + key[1184...]
        #expect(refusal { _ = try RecipientPublicKey(rawRepresentation: ones) } == .malformedRecipientKey)
        #expect(throws: WireError.self) { try RecipientPublicKey(wireBytes: ones) }
        #expect(try RecipientPublicKey(wireBytes: key).rawRepresentation == key)
        for count in [0, 31, 33, 1216] {
            #expect(refusal { _ = try RecipientPrivateKey(rawRepresentation: pattern(count)) } == .malformedRecipientKey)
        }
    }

    @Test func `A private key comes back from its seed, and is shown nowhere`() throws {
        let key = try RecipientPrivateKey(rawRepresentation: Array(repeating: 0xab, count: 32))
        let again = try RecipientPrivateKey(rawRepresentation: key.withUnsafeRawRepresentation { Array($0) })
        #expect(again.publicKey == key.publicKey)
        #expect(key.publicKey.digest.count == 32)
        #expect(key.publicKey.digest != (try RecipientPrivateKey()).publicKey.digest)
        let envelope = try Envelope.seal([7], to: key.publicKey, info: info)
        #expect(try envelope.open(with: again, info: info) == [7])
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("abab") && !text.contains("171")) }
    }

    @Test func `[64] A data key travels in an envelope, and only the one committed to comes out`() throws {
        let recipient = try RecipientPrivateKey()
        let key = DataKey()
        let envelope = try Envelope.seal(key, to: recipient.publicKey, info: info)
        let opened = try envelope.openDataKey(with: recipient, info: info, commitment: key.commitment)
        #expect(opened.commitment == key.commitment)
        #expect(
            refusal { _ = try envelope.openDataKey(with: recipient, info: info, commitment: DataKey().commitment) } == .wrongKey)
        let short = try Envelope.seal([1, 2, 3], to: recipient.publicKey, info: info)
        #expect(refusal { _ = try short.openDataKey(with: recipient, info: info, commitment: key.commitment) } == .malformedKey)
    }
}

/// The points of X25519 whose product with any scalar is zero (RFC 7748, section 6.1).
private let lowOrderPoints = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]
