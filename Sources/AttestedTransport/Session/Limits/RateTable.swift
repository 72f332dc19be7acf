/// Token buckets by peer, as the time at which each will be full again. A value: the clock is an argument.
///
/// Bounded: when there is no room for another peer, those without an entry share one bucket.
struct RateTable: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// The bucket of those for whom there is no room.
    private static let everybodyElse = ""
    private static let pause = Duration.seconds(1)

    private let limit: RateLimit
    private let capacity: Int
    private var full: [String: Instant] = [:]
    private var nextCleaning: Instant?

    init(limit: RateLimit, capacity: Int) {
        self.limit = limit
        self.capacity = max(1, capacity)
    }

    /// Peers that are remembered.
    var count: Int { full.count }

    /// Counts one event of a peer; false if it comes too soon, and then it does not count.
    mutating func take(_ peer: String, at now: Instant) -> Bool {
        let key = hasRoom(for: peer, at: now) ? peer : Self.everybodyElse
        let due = max(full[key] ?? now, now)
        guard due <= now + limit.tolerance else { return false }
        full[key] = due + limit.interval
        return true
    }

    private mutating func hasRoom(for peer: String, at now: Instant) -> Bool {
        if full[peer] != nil || full.count < capacity { return true }
        // A full bucket is as good as none. Looked for once a second, so that a flood of addresses costs little.
        guard nextCleaning.map({ now >= $0 }) ?? true else { return false }
        nextCleaning = now + Self.pause
        full = full.filter { $0.value > now }
        return full.count < capacity
    }
}
