/// When each host may be asked again: a value that hands out places in time.
package struct RateLimit: Sendable {
    private let interval: Duration
    private var next: [String: Duration] = [:]

    /// At most one request to a host in each interval.
    package init(interval: Duration) { self.interval = interval }

    /// How long to wait before asking a host, at a moment of a clock that only goes forward. The place is taken.
    package mutating func wait(for host: String, at now: Duration) -> Duration {
        let place = max(now, next[host] ?? now)
        next[host] = place + interval
        return place - now
    }
}
