import Synchronization

/// The ledger's time in seconds since 1970: what its entries and the witnesses' quorum said last, and the monotonic time since. It never goes back.
///
/// Everything that expires is measured with it. The host's clock has no part in it, but that a ledger without a quorum looks at it once, at opening.
public final class LedgerClock: Sendable {
    /// How old the time may be for a release, in seconds; nil without a quorum, when nobody confirms it.
    public let maximumAge: UInt64?
    /// What passes in between.
    public let monotonic: MonotonicClock
    private let time = Mutex(LedgerTime())

    /// A clock that knows nothing yet.
    public init(policy: WitnessPolicy = .off, monotonic: MonotonicClock = .system) {
        maximumAge = policy.mode == .quorum ? policy.maximumAge : nil
        self.monotonic = monotonic
    }

    /// The present time; never less than an earlier answer.
    public var now: UInt64 {
        let moment = monotonic.now()
        return time.withLock { $0.now(at: moment) }
    }

    /// How long ago the quorum confirmed the time; nil if it never did.
    public var age: Duration? {
        let moment = monotonic.now()
        return time.withLock { $0.age(at: moment) }
    }

    /// Whether the time is young enough for a release.
    public var isFresh: Bool {
        guard let maximumAge else { return true }
        return age.map { $0 <= .seconds(maximumAge) } ?? false
    }

    /// Moves the time forward to one that is recorded, or that the host claims at an opening without a quorum.
    public func raise(to seconds: UInt64) {
        let moment = monotonic.now()
        time.withLock { $0.raise(to: seconds, at: moment) }
    }

    /// Takes a quorum's time.
    func confirm(_ seconds: UInt64, asked: Duration) {
        let moment = monotonic.now()
        time.withLock { $0.confirm(seconds, asked: asked, at: moment) }
    }
}
