public import AttestedSession

/// Who is calling, as a handler sees it.
public struct SessionPeer: Sendable {
    /// Who the session's initiator proved to be.
    public let identity: PeerIdentity
    /// The session's identifier, 16 bytes; not secret.
    public let sessionID: [UInt8]

    package init(identity: PeerIdentity, sessionID: [UInt8]) {
        self.identity = identity
        self.sessionID = sessionID
    }

    /// The peer of the call that this task handles; nil outside a session, as in health checks.
    public static var current: SessionPeer? { slot?.peer }

    /// Filled when the call's sealed header has been opened, which is before its handler runs.
    @TaskLocal static var slot: (any SessionPeerSlot)?
}

/// Where a call's peer will be found.
protocol SessionPeerSlot: Sendable {
    var peer: SessionPeer? { get }
}
