public import Wire

/// What a client seals in record 0: everything about a call that the host must neither read nor change.
public struct CallHeader: Hashable, Sendable, WireCodable {
    /// The method's full name, `package.Service/Method`.
    public let method: String
    /// How many milliseconds the client waits, from the call's start; nil for no limit.
    public let deadline: UInt64?
    /// Makes a repeated mutation harmless; at most 64 bytes.
    public let idempotencyKey: [UInt8]?
    /// The call's metadata.
    public let metadata: CallMetadata

    /// A header within the limits.
    public init(
        method: String, deadline: UInt64? = nil, idempotencyKey: [UInt8]? = nil, metadata: CallMetadata = .empty
    ) throws(SessionError) {
        guard (1...SessionLimits.method).contains(method.utf8.count), idempotencyKey?.count ?? 0 <= SessionLimits.idempotencyKey else {
            throw SessionError(.limit, "A call's header exceeds its limits.")
        }
        self.method = method
        self.deadline = deadline
        self.idempotencyKey = idempotencyKey
        self.metadata = metadata
    }

    /// Reads a header.
    public init(from reader: inout ByteReader) throws(WireError) {
        method = try reader.string(atMost: SessionLimits.method)
        guard !method.isEmpty else { throw .invalid("a call without a method") }
        deadline = try reader.optional { reader throws(WireError) in try reader.u64() }
        idempotencyKey = try reader.optional { reader throws(WireError) in try reader.variable(atMost: SessionLimits.idempotencyKey) }
        metadata = try reader.value()
    }

    /// Writes the header.
    public func encode(into writer: inout ByteWriter) {
        writer.string(method)
        writer.optional(deadline) { $0.u64($1) }
        writer.optional(idempotencyKey) { $0.variable($1) }
        writer.value(metadata)
    }
}
