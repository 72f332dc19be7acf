import Synchronization

/// A queue between many callers that never wait and one task that takes all there is.
final class Handoff<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiting: CheckedContinuation<Void, Never>?
        var isFinished = false
    }
    private let state = Mutex(State())

    /// Adds an element; false once finished.
    func put(_ element: Element) -> Bool {
        let (accepted, waiting) = state.withLock { state in
            guard !state.isFinished else { return (false, nil as CheckedContinuation<Void, Never>?) }
            state.elements.append(element)
            return (true, state.waiting.take())
        }
        waiting?.resume()
        return accepted
    }

    /// Everything put so far, as soon as there is anything; nil when finished and empty. For one task at a time.
    func takeAll() async -> [Element]? {
        while true {
            let (elements, isFinished) = drain()
            if !elements.isEmpty { return elements }
            if isFinished { return nil }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.elements.isEmpty, !state.isFinished else { return true }
                    state.waiting = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// Refuses further elements; those already put can still be taken.
    func finish() {
        state.withLock { state in
            state.isFinished = true
            return state.waiting.take()
        }?.resume()
    }

    /// Takes what is there without waiting.
    func drain() -> (elements: [Element], isFinished: Bool) {
        state.withLock { state in
            defer { state.elements = [] }
            return (state.elements, state.isFinished)
        }
    }
}
