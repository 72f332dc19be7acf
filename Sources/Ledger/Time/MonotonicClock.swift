/// Time that only passes: what deadlines, ages and pauses are measured with. Injected, so that tests and simulations own it.
public struct MonotonicClock: Sendable {
    /// The time since some fixed moment.
    public let now: @Sendable () -> Duration
    /// Waits; throws as soon as the task is canceled.
    public let sleep: @Sendable (Duration) async throws -> Void

    /// A clock from its two functions.
    public init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clock, counted from the first use.
    public static let system: MonotonicClock = {
        let start = ContinuousClock.now
        return MonotonicClock(now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) })
    }()
}
