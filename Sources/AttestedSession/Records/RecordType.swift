/// What a record carries.
public enum RecordType: UInt8, Hashable, Sendable {
    /// The first of a call: a ``CallHeader`` from the client, ``CallMetadata`` from the server.
    case header = 0
    /// One message.
    case message = 1
    /// The last: empty from the client, a ``CallStatus`` from the server.
    case end = 2
}

/// Which way a record travels.
public enum RecordDirection: UInt8, Hashable, Sendable {
    /// From the session's initiator.
    case clientToServer = 0
    /// From the session's responder.
    case serverToClient = 1
}
