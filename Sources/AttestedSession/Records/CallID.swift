import Wire

/// A call's identifier, 16 bytes: a counter that only grows within a session, and 8 random bytes.
public struct CallID: Hashable, Sendable, CustomStringConvertible {
    /// The 16 bytes: the counter, big-endian, and the random part.
    public let bytes: [UInt8]
    /// The counter.
    public let counter: UInt64

    /// Reads an identifier of 16 bytes.
    public init(_ bytes: [UInt8]) throws(SessionError) {
        guard bytes.count == 16 else { throw SessionError(.malformed, "A call's identifier has 16 bytes.") }
        self.bytes = bytes
        counter = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    init(counter: UInt64, random: [UInt8]) {
        var writer = ByteWriter(capacity: 16)
        writer.u64(counter)
        writer.fixed(random)
        bytes = writer.bytes
        self.counter = counter
    }

    /// Hexadecimal.
    public var description: String { bytes.hex }
}

/// The initiator's source of call identifiers, one for each session.
public struct CallSequence: Sendable {
    private var next: UInt64 = 0

    /// A source that starts at the session's first call.
    public init() {}

    /// An identifier that this session has not used.
    public mutating func nextID() throws(SessionError) -> CallID {
        guard next < UInt64.max else { throw SessionError(.exhausted, "The session has no call identifiers left.") }
        defer { next += 1 }
        return CallID(counter: next, random: Randomness.bytes(8))
    }
}
