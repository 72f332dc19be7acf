public import Attestation
public import AttestedSession

/// What a client or an initiating node brings to a session.
public struct SessionInitiatorSettings: Sendable {
    /// Who we are, and how we prove it.
    public enum Credential: Sendable {
        /// A party: its P-256 key in x963 form (65 bytes), and what signs with it: ECDSA with SHA-256 over the bytes given, raw r ‖ s.
        case party(signingKey: [UInt8], sign: @Sendable ([UInt8]) async throws -> [UInt8])
        /// A node in a role, and what quotes for it.
        case node(any EvidenceSource, NodeRole)

        var role: SessionRole {
            switch self {
            case .party: .party
            case .node(_, let role): SessionRole(role)
            }
        }
    }

    /// How often a call looks for a session that fits its connection before it gives up.
    static let attempts = 4

    /// Decides whether the responder may be spoken to. Asked each time, so that what is accepted can change.
    public var appraiser: @Sendable () -> Appraiser
    /// The release manifests that we follow; nil for none. A session made under another than the newest ends.
    public var releases: ReleaseStore?
    /// The role that the responder must have.
    public let responder: NodeRole
    /// Who we are.
    public let credential: Credential
    /// The ledger that the responder must serve; nil accepts any.
    public let ledgerOrigin: String?
    /// What the certificate of the outer channel must show. It never replaces anything of the session.
    public var outerEvidence = OuterEvidence.ignored
    /// How long a handshake may take.
    public var handshakeLimit: Duration = .seconds(20)
    /// After so long without a call the session is replaced, as the responder may have dropped it.
    public var idleLimit: Duration = .seconds(600)
    /// How often the session is looked at: one that must end ends at most so much later, also if it is not used.
    public var sweep: Duration = .seconds(10)
    /// After so long the responder's evidence is appraised again.
    public var reappraisal: Duration = .seconds(30)
    /// Counts the age of the session.
    package var monotonic: @Sendable () -> ContinuousClock.Instant = { .now }
    /// Seconds since 1970, for the appraisal.
    public var clock: @Sendable () -> UInt64 = SystemClock.seconds
    /// Told what the responder says about itself before anything of it is appraised: the signed checkpoint may say what time it is. An error ends the handshake.
    public var onOffered: @Sendable (SessionContext) throws -> Void = { _ in }
    /// Told of every appraisal, passed or refused, with what the responder says about itself.
    public var onAppraised: @Sendable (AppraisalRecord, SessionContext) -> Void = { _, _ in }

    /// Settings with the default limits.
    public init(appraiser: Appraiser, responder: NodeRole, credential: Credential, ledgerOrigin: String?) {
        self.appraiser = { appraiser }
        self.responder = responder
        self.credential = credential
        self.ledgerOrigin = ledgerOrigin
    }
}
