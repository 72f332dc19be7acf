import Crypto
public import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A short secret sealed to one recipient for one purpose: HPKE (RFC 9180), base mode, X-Wing, HKDF-SHA256, AES-256-GCM.
///
/// The suite is fixed; nothing in the envelope chooses it. An envelope does not say who sealed it: sign it where that matters.
public struct Envelope: Hashable, Sendable {
    /// X-Wing's encapsulation, in bytes.
    public static let encapsulationLength = 1120
    /// The longest secret, in bytes. Anything longer belongs in a sealed stream, and its key in the envelope.
    public static let maximumSecretLength = 1 << 16

    private static let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256
    private static let version: UInt8 = 1
    private static let tagLength = 16

    /// What the recipient derives the shared secret from.
    public let encapsulation: [UInt8]
    /// The sealed secret and its 16-byte tag.
    public let ciphertext: [UInt8]

    /// An envelope from its parts.
    public init(encapsulation: [UInt8], ciphertext: [UInt8]) throws(SealedDataError) {
        guard encapsulation.count == Self.encapsulationLength, ciphertext.count >= Self.tagLength,
            ciphertext.count <= Self.maximumSecretLength + Self.tagLength
        else { throw .malformedEnvelope }
        self.encapsulation = encapsulation
        self.ciphertext = ciphertext
    }

    /// Seals a secret. `info` names the purpose, and whatever else the recipient must agree on; it is not sent.
    public static func seal(
        _ secret: [UInt8], to recipient: RecipientPublicKey, info: [UInt8], associatedData: [UInt8] = []
    ) throws(SealedDataError) -> Envelope {
        guard secret.count <= maximumSecretLength else { throw .tooLarge(limit: maximumSecretLength) }
        let encapsulation: [UInt8]
        let ciphertext: [UInt8]
        do {
            var sender = try HPKE.Sender(recipientKey: recipient.key, ciphersuite: suite, info: Data(info))
            encapsulation = Array(sender.encapsulatedKey)
            ciphertext = Array(try sender.seal(secret, authenticating: associatedData))
        } catch {
            throw .malformedRecipientKey
        }
        return try Envelope(encapsulation: encapsulation, ciphertext: ciphertext)
    }

    /// Seals a data key.
    public static func seal(
        _ key: DataKey, to recipient: RecipientPublicKey, info: [UInt8], associatedData: [UInt8] = []
    ) throws(SealedDataError) -> Envelope {
        var bytes = key.withUnsafeBytes { Array($0) }
        defer { bytes.withUnsafeMutableBytes { wipe($0) } }
        return try seal(bytes, to: recipient, info: info, associatedData: associatedData)
    }

    /// Gives the secret if the envelope was sealed to this key with the same `info` and associated data.
    public func open(with key: RecipientPrivateKey, info: [UInt8], associatedData: [UInt8] = []) throws(SealedDataError) -> [UInt8] {
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key.key, ciphersuite: Self.suite, info: Data(info), encapsulatedKey: Data(encapsulation))
            return Array(try recipient.open(ciphertext, authenticating: associatedData))
        } catch {
            throw .envelopeRefused
        }
    }

    /// Gives the data key, and only if it is the one committed to.
    public func openDataKey(
        with key: RecipientPrivateKey, info: [UInt8], associatedData: [UInt8] = [], commitment: [UInt8]
    ) throws(SealedDataError) -> DataKey {
        var bytes = try open(with: key, info: info, associatedData: associatedData)
        defer { bytes.withUnsafeMutableBytes { wipe($0) } }
        return try DataKey(bytes: bytes, commitment: commitment)
    }
}

extension Envelope: WireEncodable, WireDecodable {
    /// Appends version, encapsulation and ciphertext (docs/spec/sealed-data.md, "Envelopes").
    public func encode(into writer: inout ByteWriter) {
        writer.u8(Self.version)
        writer.fixed(encapsulation)
        writer.variable(ciphertext)
    }

    /// Reads an envelope; its fields have the right length, and nothing is verified yet.
    public init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u8() == Self.version else { throw .invalid("an envelope version that is not known") }
        encapsulation = try reader.fixed(Self.encapsulationLength)
        ciphertext = try reader.variable(atMost: Self.maximumSecretLength + Self.tagLength)
        guard ciphertext.count >= Self.tagLength else { throw .truncated }
    }
}
