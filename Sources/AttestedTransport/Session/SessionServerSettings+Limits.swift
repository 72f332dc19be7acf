extension SessionServerSettings {
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
        public var handshakes = 512
        /// Handshakes at once from one address.
        public var handshakesPerAddress = 128
        /// How fast handshakes may come from one address.
        public var handshakeRate = RateLimit(burst: 256, perSecond: 64)
        /// How fast nodes at one address may have evidence of theirs verified.
        public var appraisalRate = RateLimit(burst: 64, perSecond: 16)
        /// How fast one address may exchange release manifests.
        public var exchangeRate = RateLimit(burst: 16, perSecond: 2)
        /// Addresses whose rates are remembered; all others share one bucket.
        public var addresses = 4096
        /// How long a handshake may take.
        public var handshake: Duration = .seconds(15)
        /// How long one quote may take.
        public var quote: Duration = .seconds(10)
        /// How often sessions are looked at: what must end ends at most so much later.
        public var sweep: Duration = .seconds(10)
        /// After so long the evidence of a node with a session is appraised again.
        public var reappraisal: Duration = .seconds(30)

        /// The defaults.
        public init() {}
    }
}
