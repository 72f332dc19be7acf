import Synchronization

/// The jails of an executor: those at work, and those that are warm and wait for the next run of their agreement.
final class JailPool: Sendable {
    private struct Warm {
        let key: JailKey
        let jail: Jail
        let since: ContinuousClock.Instant
    }

    private struct State {
        var warm: [Warm] = []  // the longest unused first
        var working: [ObjectIdentifier: Jail] = [:]
        var places = 0  // taken by runs, with or without a jail yet
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isShutDown = false
    }

    /// What a run that may go on has got.
    enum Place {
        case warm(Jail)
        /// Room for a new jail; the one that made room must end.
        case free(evicted: Jail?)
    }

    private let maximum: Int
    private let idleTime: Duration
    private let maximumAge: Duration
    private let state = Mutex(State())

    init(maximum: Int, idleTime: Duration, maximumAge: Duration) {
        (self.maximum, self.idleTime, self.maximumAge) = (max(1, maximum), idleTime, maximumAge)
    }

    /// Waits for a warm jail of this key or for room to start one.
    func take(_ key: JailKey) async throws -> Place {
        while true {
            try Task.checkCancellation()
            if let place = try tryTake(key) { return place }
            await withCheckedContinuation { continuation in
                let isRoom = state.withLock { state in
                    if state.isShutDown || state.places < maximum { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if isRoom { continuation.resume() }
            }
        }
    }

    private func tryTake(_ key: JailKey) throws -> Place? {
        try state.withLock { state in
            guard !state.isShutDown else { throw ExecutionError(.shutDown, "The executor is shutting down.") }
            if let index = state.warm.lastIndex(where: { $0.key == key }) {
                let jail = state.warm.remove(at: index).jail
                state.places += 1
                state.working[ObjectIdentifier(jail)] = jail
                return .warm(jail)
            }
            guard state.places < maximum else { return nil }
            let isFull = state.places + state.warm.count >= maximum
            state.places += 1
            return .free(evicted: isFull ? state.warm.removeFirst().jail : nil)
        }
    }

    /// Notes the jail that a run has started in its place, so that a shutdown reaches it; false if there is one already.
    func enter(_ jail: Jail) -> Bool {
        state.withLock { state in
            if state.isShutDown { return false }
            state.working[ObjectIdentifier(jail)] = jail
            return true
        }
    }

    /// Gives a place back. True if the jail stays warm; otherwise the caller ends it.
    func release(_ jail: Jail?, reusableAs key: JailKey?) -> Bool {
        let (kept, next) = state.withLock { state in
            state.places -= 1
            var kept = false
            if let jail {
                state.working[ObjectIdentifier(jail)] = nil
                if let key, !state.isShutDown, ContinuousClock.now - jail.started < maximumAge {
                    state.warm.append(Warm(key: key, jail: jail, since: .now))
                    kept = true
                }
            }
            return (kept, state.waiting.isEmpty ? nil : state.waiting.removeFirst())
        }
        next?.resume()
        return kept
    }

    /// Takes a jail out that has not been used for long, so that the caller ends it; false if it is at work or was used lately.
    func expire(_ jail: Jail) -> Bool {
        state.withLock { state in
            guard let index = state.warm.firstIndex(where: { $0.jail === jail }), ContinuousClock.now - state.warm[index].since >= idleTime
            else {
                return false
            }
            state.warm.remove(at: index)
            return true
        }
    }

    /// Lets nothing begin any more and ends what is at work; the warm jails are the caller's to end.
    func shutDown() -> [Jail] {
        let (warm, working, waiting) = state.withLock { state in
            state.isShutDown = true
            defer { (state.warm, state.waiting) = ([], []) }
            return (state.warm.map(\.jail), Array(state.working.values), state.waiting)
        }
        for jail in working { jail.kill() }
        for continuation in waiting { continuation.resume() }
        return warm
    }

    /// Whether nothing begins any more.
    var isShutDown: Bool { state.withLock { $0.isShutDown } }

    /// The warm jails, the longest unused first.
    var warmJails: [Jail] { state.withLock { $0.warm.map(\.jail) } }

    /// How many jails there are; for tests.
    var count: (working: Int, warm: Int) { state.withLock { ($0.working.count, $0.warm.count) } }
}
