/// When to ask again after a failure. A value that says what to do and does nothing.
public struct RetrySchedule: Sendable {
    /// How often and how long is tried.
    public struct Limits: Hashable, Sendable {
        /// The most requests for one piece.
        public var attempts = 4
        /// The wait after the first failure; each further wait is twice as long.
        public var firstWait: Duration = .milliseconds(500)
        /// The longest wait that we choose.
        public var longestWait: Duration = .seconds(8)
        /// The longest wait that a source may choose with `Retry-After`.
        public var longestDemand: Duration = .seconds(30)
        /// All requests and waits for one piece together.
        public var total: Duration = .seconds(90)

        /// The defaults.
        public init() {}
    }

    /// What comes next.
    package enum Step: Hashable, Sendable {
        case wait(Duration)
        case giveUp
    }

    private let limits: Limits
    private var failures = 0

    package init(_ limits: Limits) { self.limits = limits }

    /// After a failure that may pass: `elapsed` since the first request, what the source demanded in seconds, and a number in 0..<1.
    ///
    /// The wait is between half of the planned one and all of it. A demand is kept in full or not waited for at all.
    package mutating func afterFailure(elapsed: Duration, demand: UInt64?, random: Double) -> Step {
        failures += 1
        guard failures < limits.attempts else { return .giveUp }
        var planned = limits.firstWait
        for _ in 1..<min(failures, 16) where planned < limits.longestWait { planned = planned * 2 }
        planned = min(planned, limits.longestWait)
        var wait = planned * (0.5 + 0.5 * min(max(random, 0), 1))
        if let demand {
            guard demand <= UInt64(limits.longestDemand.components.seconds) else { return .giveUp }
            wait = max(wait, .seconds(Int64(demand)))
        }
        return elapsed + wait <= limits.total ? .wait(wait) : .giveUp
    }
}
