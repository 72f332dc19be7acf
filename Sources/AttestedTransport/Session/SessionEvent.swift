public import Attestation

/// What happened to a session, for the operator's log. Holds no secret and nothing that a call carries.
public enum SessionEvent: Sendable {
    /// A peer proved itself and was accepted.
    case began(SessionPeer, address: String)
    /// A connection or a handshake came to nothing.
    case refused(address: String, reason: String)
    /// A session is over.
    case ended(SessionPeer, reason: SessionEnd)
    /// A call was refused before any handler saw it.
    case callRefused(method: String, address: String, reason: String)
    /// A peer brought a newer release manifest, signed by the auditors; it is in force.
    case releaseAccepted(ReleaseHead, address: String)
    /// A peer brought release manifests that do not hold.
    case releaseRefused(address: String, reason: String)
    /// A peer brought proof that auditors signed two histories: from now on no software is accepted.
    case releaseAlarm(address: String, reason: String)
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
    /// The release manifest in force is another than the one under which it was made.
    case release
    /// The peer's evidence no longer passes: its software, its machine or its manifest is not accepted any more.
    case appraisal
}

/// Counts since the start, and what is there now.
public struct SessionStatistics: Sendable, Hashable {
    /// Sessions now.
    public var sessions = 0
    /// Calls open now.
    public var calls = 0
    /// Handshakes now under way.
    public var handshakes = 0
    /// Handshakes that led to a session.
    public var accepted: UInt64 = 0
    /// Handshakes refused for what they were.
    public var refused: UInt64 = 0
    /// Handshakes refused because there were too many at once.
    public var turnedAway: UInt64 = 0
    /// Handshakes, verifications and exchanges refused because they came too fast.
    public var tooFast: UInt64 = 0
    /// Quotes that were asked for. One serves many handshakes.
    public var quotes: UInt64 = 0
    /// Calls refused before any handler saw them.
    public var refusedCalls: UInt64 = 0
}
