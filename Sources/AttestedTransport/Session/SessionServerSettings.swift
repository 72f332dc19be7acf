public import Attestation
public import AttestedSession

/// What a responder brings to its sessions.
public struct SessionServerSettings: Sendable {
    /// Our role.
    public let role: NodeRole
    /// What quotes for us.
    public let evidence: any EvidenceSource
    /// What we say about ourselves, asked for at each handshake.
    public let context: @Sendable () async throws -> SessionContext
    /// Decides which nodes may begin and keep sessions; nil if none may. Asked each time, so that what is accepted can change.
    public var nodes: @Sendable () -> Appraiser?
    /// The release manifests that we follow; nil for none. Sessions made under another than the newest end.
    public var releases: ReleaseStore?
    /// Decides which parties may begin sessions, by signing key (x963, 65 bytes).
    public let admitParty: @Sendable ([UInt8]) async -> Bool
    /// Whether initiators may come through something that ends the outer TLS.
    public var proxied = ProxiedChannel.refused
    /// The bounds.
    public var limits = Limits()
    /// Seconds since 1970, for the appraisal of nodes.
    public var clock: @Sendable () -> UInt64 = SystemClock.seconds
    /// Counts the ages of sessions and the rates of peers.
    package var monotonic: @Sendable () -> ContinuousClock.Instant = { .now }
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
        self.nodes = { nodes }
        self.context = context
        self.admitParty = admitParty
    }
}
