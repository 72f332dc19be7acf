/// How long calls took, in milliseconds.
struct Latency: Encodable {
    let min: Double
    let p50: Double
    let p90: Double
    let p99: Double
    let max: Double
    /// The first call, which may have had to load the model.
    let first: Double

    /// Percentiles by nearest rank; `durations` must not be empty.
    init?(_ durations: [Duration]) {
        let sorted = durations.sorted()
        guard let first = durations.first, let least = sorted.first, let most = sorted.last else { return nil }
        func rank(_ percent: Int) -> Double { Self.milliseconds(sorted[Swift.max(0, (sorted.count * percent + 99) / 100 - 1)]) }
        (min, max, self.first) = (Self.milliseconds(least), Self.milliseconds(most), Self.milliseconds(first))
        (p50, p90, p99) = (rank(50), rank(90), rank(99))
    }

    /// Rounded to microseconds.
    private static func milliseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000) / 1000
    }
}
