extension CollateralFetcher {
    /// The longest time that the loop sleeps, in seconds: pieces may be added meanwhile, and the clock may be set.
    private static let longestSleep: UInt64 = 600

    /// Refreshes what was fetched some time before it expires, until the task is cancelled.
    ///
    /// What could not be refreshed is told and tried again; what is kept serves as long as it is valid.
    public func run(onFailure tell: @Sendable (CollateralError) -> Void = { _ in }) async {
        while !Task.isCancelled {
            let now = clock.now()
            let next = plan.withLock { $0.next } ?? now + Self.longestSleep
            let wait = next > now ? min(next - now, Self.longestSleep) : 0
            if (try? await clock.sleep(.seconds(Int64(wait)))) == nil { return }
            await refresh(tell)
        }
    }

    /// Asks anew for all that is due.
    package func refresh(_ tell: @Sendable (CollateralError) -> Void) async {
        for piece in plan.withLock({ $0.duePieces(at: clock.now()) }) {
            do {
                let fetched = try await fetch(piece, isRefreshing: true)
                guard fetched.origin == .stale else { continue }
                plan.withLock { $0.putOff(piece, at: clock.now()) }
                tell(CollateralError(.unreachable, "the \(piece.title) could not be refreshed; what is kept is still valid"))
            } catch {
                plan.withLock { $0.putOff(piece, at: clock.now()) }
                if let error = error as? CollateralError { tell(error) }
            }
        }
    }
}
