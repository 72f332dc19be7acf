public import Wire

/// The channel that carries the handshake, as one end sees it. Both ends must see the same.
public enum OuterChannel: Hashable, Sendable, WireCodable {
    /// TLS from end to end; SHA-256 of each certificate's DER SubjectPublicKeyInfo, 32 bytes. The initiator's is nil if it showed no certificate.
    case direct(responderKey: [UInt8], initiatorKey: [UInt8]?)
    /// Something between the ends terminates TLS; only the keys of this protocol protect what follows.
    case proxied

    /// Reads the channel.
    public init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 0: self = .proxied
        case 1:
            let responderKey = try reader.fixed(SessionLimits.digest)
            self = .direct(
                responderKey: responderKey,
                initiatorKey: try reader.optional { reader throws(WireError) in try reader.fixed(SessionLimits.digest) })
        default: throw .invalid("an unknown kind of outer channel")
        }
    }

    /// Writes the channel.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .proxied: writer.u8(0)
        case .direct(let responderKey, let initiatorKey):
            writer.u8(1)
            writer.fixed(responderKey)
            writer.optional(initiatorKey) { $0.fixed($1) }
        }
    }

    func validate() throws(SessionError) {
        guard case .direct(let responderKey, let initiatorKey) = self else { return }
        guard responderKey.count == SessionLimits.digest, initiatorKey?.count ?? SessionLimits.digest == SessionLimits.digest else {
            throw SessionError(.limit, "A key of the outer channel is named by a SHA-256 digest of 32 bytes.")
        }
    }

    /// Nodes show their keys to each other, so that nobody who stole one end's can stand between them.
    func validate(for initiator: SessionRole) throws(SessionError) {
        guard case .direct(_, nil) = self, initiator.node != nil else { return }
        throw SessionError(.outerChannel, "A node that begins a session shows a key in the outer channel.")
    }
}
