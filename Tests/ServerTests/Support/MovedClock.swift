import Ledger
import Synchronization

/// A monotonic clock that stands until it is moved. Waiting takes no time of it.
final class MovedClock: Sendable {
    private let time = Mutex(Duration.zero)

    func advance(seconds: Int) { time.withLock { $0 += .seconds(seconds) } }

    var clock: MonotonicClock {
        MonotonicClock(now: { self.time.withLock { $0 } }, sleep: { try await Task.sleep(for: $0) })
    }
}
