import ControlPlane
import Synchronization

/// Tells those who wait for a run that something about it became durable.
final class RunWatchers: Sendable {
    private struct Watching {
        var next: UInt64 = 0
        var isFinished = false
        var watchers: [RunID: [UInt64: AsyncStream<Void>.Continuation]] = [:]
    }

    private let watching = Mutex(Watching())

    /// A tick at once, and another after each change; several changes may become one tick. Ends when its task is canceled.
    func ticks(for run: RunID) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number: UInt64? = watching.withLock { watching in
            guard !watching.isFinished else { return nil }
            watching.next += 1
            watching.watchers[run, default: [:]][watching.next] = continuation
            return watching.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number, of: run) }
        continuation.yield()
        return stream
    }

    /// Wakes the watchers of a run.
    func changed(_ run: RunID) {
        let watchers = watching.withLock { $0.watchers[run].map { Array($0.values) } ?? [] }
        for watcher in watchers { watcher.yield() }
    }

    /// Wakes everybody: an agreement with all its runs has ended.
    func changedAny() {
        let all = watching.withLock { $0.watchers.values.flatMap(\.values) }
        for watcher in all { watcher.yield() }
    }

    /// Ends every wait, also those that are yet to begin: the node stops.
    func finish() {
        let all = watching.withLock { watching in
            watching.isFinished = true
            return watching.watchers.values.flatMap(\.values)
        }
        for watcher in all { watcher.finish() }
    }

    private func remove(_ number: UInt64, of run: RunID) {
        watching.withLock { watching in
            watching.watchers[run]?[number] = nil
            if watching.watchers[run]?.isEmpty == true { watching.watchers[run] = nil }
        }
    }
}
