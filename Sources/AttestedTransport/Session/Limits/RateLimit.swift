/// How often something may happen: so many times at once, and then so many times a second.
public struct RateLimit: Sendable, Hashable {
    /// How many may come at once after a pause.
    public var burst: Int
    /// How many a second after that.
    public var perSecond: Int

    /// A limit; numbers below 1 count as 1.
    public init(burst: Int, perSecond: Int) {
        self.burst = max(1, burst)
        self.perSecond = max(1, perSecond)
    }

    /// The time that one event uses up.
    var interval: Duration { .seconds(1) / perSecond }
    /// How far ahead of the clock events may come.
    var tolerance: Duration { interval * (burst - 1) }
}
