public import Wire

/// An output of a run, sealed under its output key.
public struct SealedOutput: Hashable, Sendable, WireCodable {
    /// The longest ciphertext that travels in a result, in bytes; a longer one is a blob.
    public static let maximumInlineBytes = 256 << 10
    private static let digestBytes = 32

    /// The slot's name.
    public var slot: String
    /// SHA-256 of the ciphertext; 32 bytes.
    public var ciphertextDigest: [UInt8]
    /// In bytes.
    public var ciphertextLength: UInt64
    /// In bytes.
    public var plaintextLength: UInt64
    /// The ciphertext, or nil if the executor has put it into the blob store.
    public var ciphertext: [UInt8]?

    /// An output of these parts.
    public init(slot: String, ciphertextDigest: [UInt8], ciphertextLength: UInt64, plaintextLength: UInt64, ciphertext: [UInt8]?) {
        (self.slot, self.ciphertextDigest, self.ciphertextLength) = (slot, ciphertextDigest, ciphertextLength)
        (self.plaintextLength, self.ciphertext) = (plaintextLength, ciphertext)
    }

    /// Reads the form; nothing is verified yet.
    public init(from reader: inout ByteReader) throws(WireError) {
        slot = try reader.string(atMost: JailProtocol.maximumName)
        ciphertextDigest = try reader.fixed(Self.digestBytes)
        ciphertextLength = try reader.u64()
        plaintextLength = try reader.u64()
        ciphertext = try reader.optional { reader throws(WireError) in try reader.variable(atMost: Self.maximumInlineBytes) }
    }

    /// Appends the encoding of docs/spec/execution.md.
    public func encode(into writer: inout ByteWriter) {
        writer.string(slot)
        writer.fixed(ciphertextDigest)
        writer.u64(ciphertextLength)
        writer.u64(plaintextLength)
        writer.optional(ciphertext) { $0.variable($1) }
    }
}
