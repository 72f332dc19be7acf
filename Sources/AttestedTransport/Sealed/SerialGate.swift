import Synchronization

/// Lets one task in at a time, in the order of arrival, across suspensions.
final class SerialGate: Sendable {
    fileprivate struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    func pass<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async rethrows -> Value {
        if !state.withLock({ $0.take() }) {
            await withCheckedContinuation { continuation in
                let isMine = state.withLock { state in
                    if state.take() { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if isMine { continuation.resume() }
            }
        }
        defer { leave() }
        return try await body()
    }

    /// Does something only if nobody is inside.
    func passIfFree(_ body: () async -> Void) async {
        guard state.withLock({ $0.take() }) else { return }
        defer { leave() }
        await body()
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.isTaken = false
            return nil
        }
        next?.resume()
    }
}

extension SerialGate.State {
    /// Takes the gate if it is free.
    fileprivate mutating func take() -> Bool {
        guard !isTaken else { return false }
        isTaken = true
        return true
    }
}
