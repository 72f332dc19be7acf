#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What fetching knows of time and chance, so that a test can make both.
public struct CollateralClock: Sendable {
    /// Seconds since 1970.
    public let now: @Sendable () -> UInt64
    /// Time that only goes forward.
    package let elapsed: @Sendable () -> Duration
    /// Waits, unless the task is cancelled.
    package let sleep: @Sendable (Duration) async throws -> Void
    /// In 0..<1.
    package let random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> UInt64, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        (self.now, self.elapsed, self.sleep, self.random) = (now, elapsed, sleep, random)
    }

    /// The machine's clock. With a moment, that is what it always shows: what is fetched must be valid then.
    public static func host(at moment: UInt64? = nil) -> CollateralClock {
        let start = ContinuousClock.now
        return CollateralClock(
            now: { moment ?? UInt64(max(0, time(nil))) }, elapsed: { start.duration(to: .now) },
            sleep: { try await Task.sleep(for: $0) }, random: { Double.random(in: 0..<1) })
    }
}
