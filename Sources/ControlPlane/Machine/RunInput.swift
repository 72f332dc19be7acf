public import Wire

/// What a requester gives for one of the slots that it provides.
public struct RunInput: Hashable, Sendable, WireCodable {
    /// Where the bytes come from.
    public enum Source: Hashable, Sendable {
        /// An asset of the requester's own.
        case asset(AssetID)
        /// Bytes that came with the request: ``RunInput/commitment(salt:content:)`` of them, 32 bytes, and their number.
        case inline(commitment: [UInt8], byteCount: UInt64)
    }

    /// The slot's name.
    public var slot: String
    /// Where the bytes come from.
    public var source: Source

    /// An input of these parts.
    public init(slot: String, source: Source) { (self.slot, self.source) = (slot, source) }

    /// Binds bytes without disclosing them: labelled SHA-256 over a secret salt and the bytes.
    ///
    /// A repetition of a request must give the same commitment, so derive the salt from a secret, the requester, its idempotency
    /// key and the slot.
    public static func commitment(salt: [UInt8], content: [UInt8]) -> [UInt8] {
        Digests.labelled("cloister/run-input/v1") {
            $0.variable(salt)
            $0.fixed(content)
        }
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        slot = try reader.identifier()
        switch try reader.u8() {
        case 0: source = .asset(try reader.value())
        case 1: source = .inline(commitment: try reader.fixed(Digests.length), byteCount: try reader.u64())
        default: throw .invalid("an unknown source of an input")
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(slot)
        switch source {
        case .asset(let asset):
            writer.u8(0)
            writer.value(asset)
        case .inline(let commitment, let byteCount):
            writer.u8(1)
            writer.fixed(commitment)
            writer.u64(byteCount)
        }
    }
}
