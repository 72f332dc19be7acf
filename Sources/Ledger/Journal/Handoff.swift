import Synchronization

/// A queue between many callers that never wait and one task that takes all there is.
final class Handoff<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiting: CheckedContinuation<Void, Never>?
        var isFinished = false
    }
    private let state = Mutex(State())

    /// Adds an element; false once finished. With `isMoreComing` the taker sleeps on until `wake()`, if it sleeps.
    func put(_ element: Element, isMoreComing: Bool = false) -> Bool {
        let (accepted, waiting) = state.withLock { state in
            guard !state.isFinished else { return (false, nil as CheckedContinuation<Void, Never>?) }
            state.elements.append(element)
            return (true, isMoreComing ? nil : state.waiting.take())
        }
        waiting?.resume()
        return accepted
    }

    /// Wakes the taker if it sleeps although something is there.
    func wake() {
        state.withLock { state in
            state.elements.isEmpty ? nil : state.waiting.take()
        }?.resume()
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
