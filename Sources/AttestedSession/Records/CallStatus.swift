public import Wire

/// How a call ended, as the server seals it in its last record. A status that came unsealed says only that the transport failed.
public struct CallStatus: Hashable, Sendable, WireCodable {
    /// A gRPC status code.
    public let code: UInt32
    /// One sentence for people, at most 4 KiB.
    public let message: String
    /// Trailing metadata.
    public let trailers: CallMetadata

    /// A status within the limits.
    public init(code: UInt32, message: String = "", trailers: CallMetadata = .empty) throws(SessionError) {
        guard message.utf8.count <= SessionLimits.statusMessage else {
            throw SessionError(.limit, "A status message is longer than \(SessionLimits.statusMessage) bytes.")
        }
        self.code = code
        self.message = message
        self.trailers = trailers
    }

    /// Reads a status.
    public init(from reader: inout ByteReader) throws(WireError) {
        code = try reader.u32()
        message = try reader.string(atMost: SessionLimits.statusMessage)
        trailers = try reader.value()
    }

    /// Writes the status.
    public func encode(into writer: inout ByteWriter) {
        writer.u32(code)
        writer.string(message)
        writer.value(trailers)
    }
}
