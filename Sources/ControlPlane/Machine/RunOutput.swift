public import Wire

/// A sealed output of a run.
public struct RunOutput: Hashable, Sendable, WireCodable {
    /// The longest ciphertext that any ledger keeps in itself.
    public static let maximumInlineBytes = 1 << 20

    /// The slot's name.
    public var slot: String
    /// SHA-256 of the ciphertext; 32 bytes.
    public var ciphertextDigest: [UInt8]
    /// In bytes.
    public var ciphertextLength: UInt64
    /// In bytes.
    public var plaintextLength: UInt64
    /// The ciphertext itself, if it is short enough for the ledger; nil if it is a blob.
    public var inline: [UInt8]?

    /// An output of these parts.
    public init(
        slot: String, ciphertextDigest: [UInt8], ciphertextLength: UInt64, plaintextLength: UInt64, inline: [UInt8]? = nil
    ) {
        (self.slot, self.ciphertextDigest, self.ciphertextLength) = (slot, ciphertextDigest, ciphertextLength)
        (self.plaintextLength, self.inline) = (plaintextLength, inline)
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        slot = try reader.identifier()
        ciphertextDigest = try reader.fixed(Digests.length)
        ciphertextLength = try reader.u64()
        plaintextLength = try reader.u64()
        inline = try reader.optional { reader throws(WireError) in try reader.variable(atMost: Self.maximumInlineBytes) }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(slot)
        writer.fixed(ciphertextDigest)
        writer.u64(ciphertextLength)
        writer.u64(plaintextLength)
        writer.optional(inline) { $0.variable($1) }
    }

    /// Whether the fields agree with one another.
    var isConsistent: Bool {
        guard ciphertextDigest.count == Digests.length, plaintextLength <= ciphertextLength else { return false }
        guard let inline else { return true }
        return UInt64(inline.count) == ciphertextLength && Digests.sha256(inline) == ciphertextDigest
    }
}
