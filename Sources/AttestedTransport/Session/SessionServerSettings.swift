public import Attestation
public import AttestedSession

/// What a responder brings to its sessions.
public struct SessionServerSettings: Sendable {
    /// The bounds of a responder's memory and work.
    public struct Limits: Sendable, Hashable {
        /// Sessions in all. The one idle longest makes room for a new one.
        public var sessions = 4096
        /// Sessions of one party or node.
        public var sessionsPerPeer = 64
        /// Calls at once in one session.
        public var callsPerSession = 1024
        /// The age at which a session ends.
        public var age: Duration = .seconds(3600)
        /// How long a session without calls is kept.
        public var idle: Duration = .seconds(900)
        /// Handshakes at once.
        public var handshakes = 64
        /// Handshakes at once from one address.
        public var handshakesPerAddress = 32
        /// How long a handshake may take.
        public var handshake: Duration = .seconds(15)

        /// The defaults.
        public init() {}
    }

    /// Our role.
    public let role: NodeRole
    /// What quotes for us.
    public let evidence: any EvidenceSource
    /// What we say about ourselves, asked for at each handshake.
    public let context: @Sendable () async throws -> SessionContext
    /// Decides which nodes may begin sessions; nil if none may.
    public let nodes: Appraiser?
    /// Decides which parties may begin sessions, by signing key (x963, 65 bytes).
    public let admitParty: @Sendable ([UInt8]) async -> Bool
    /// Whether initiators may come through something that ends the outer TLS.
    public var proxied = ProxiedChannel.refused
    /// The bounds.
    public var limits = Limits()
    /// Seconds since 1970, for the appraisal of nodes.
    public var clock: @Sendable () -> UInt64 = SystemClock.seconds
    /// Told what happens to sessions, with the reasons that peers are not given. Must not block.
    public var onEvent: @Sendable (SessionEvent) -> Void = { _ in }

    /// Settings with the default limits.
    public init(
        role: NodeRole, evidence: any EvidenceSource, nodes: Appraiser?,
        context: @escaping @Sendable () async throws -> SessionContext,
        admitParty: @escaping @Sendable ([UInt8]) async -> Bool
    ) {
        self.role = role
        self.evidence = evidence
        self.nodes = nodes
        self.context = context
        self.admitParty = admitParty
    }
}

/// What happened to a session, for the operator's log. Holds no secret and nothing that a call carries.
public enum SessionEvent: Sendable {
    /// A peer proved itself and was accepted.
    case began(SessionPeer, address: String)
    /// A handshake came to nothing.
    case refused(address: String, reason: String)
    /// A session is over.
    case ended(SessionPeer, reason: SessionEnd)
    /// A call was refused before any handler saw it.
    case callRefused(method: String, address: String, reason: String)
}

/// Why a session is over.
public enum SessionEnd: String, Sendable {
    /// It reached its age limit.
    case age
    /// It was not used.
    case idle
    /// It made room for another.
    case displaced
    /// The server ended it, as on suspension.
    case revoked
}

/// Counts since the start, and what is there now.
public struct SessionStatistics: Sendable, Hashable {
    /// Sessions now.
    public var sessions = 0
    /// Handshakes now under way.
    public var handshakes = 0
    /// Handshakes that led to a session.
    public var accepted: UInt64 = 0
    /// Handshakes refused for what they were.
    public var refused: UInt64 = 0
    /// Handshakes refused because there were too many.
    public var turnedAway: UInt64 = 0
    /// Calls refused before any handler saw them.
    public var refusedCalls: UInt64 = 0
}
