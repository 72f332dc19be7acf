public import Wire

/// One entry of the ledger: when, who asked, and what changed. docs/spec/documents.md has the bytes.
public struct Event: Hashable, Sendable, WireCodable {
    /// The version of the encoding, its first byte.
    public static let version: UInt8 = 1

    /// A caller's request, for recognising its repetition.
    public struct Request: Hashable, Sendable {
        /// The caller's key.
        public let key: IdempotencyKey
        /// What was asked; 32 bytes.
        public let commandDigest: [UInt8]
    }

    /// Ledger time in Unix seconds; never less than the time of the event before.
    public let at: UInt64
    /// Who asked.
    public let actor: Actor
    /// The request, if a party made it.
    public let request: Request?
    /// What changed.
    public let change: Change

    init(at: UInt64, actor: Actor, request: Request?, change: Change) {
        (self.at, self.actor, self.request, self.change) = (at, actor, request, change)
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u8() == Self.version else { throw .invalid("an unknown version of an event") }
        at = try reader.u64()
        actor = try reader.value()
        request = try reader.optional { reader throws(WireError) in
            Request(key: try reader.value(), commandDigest: try reader.fixed(Digests.length))
        }
        change = try reader.value()
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.u8(Self.version)
        writer.u64(at)
        writer.value(actor)
        writer.optional(request) {
            $0.value($1.key)
            $0.fixed($1.commandDigest)
        }
        writer.value(change)
    }
}
