import Attestation
import AttestedSession
import Synchronization

/// An established session as the initiator holds it.
final class ClientSession: Sendable {
    let keys: SessionKeys
    let outer: OuterChannel
    private let renewal: ContinuousClock.Instant
    private let state: Mutex<State>

    private struct State {
        var calls = CallSequence()
        var lastUse: ContinuousClock.Instant
        var isOver = false
    }

    init(keys: SessionKeys, outer: OuterChannel) {
        self.keys = keys
        self.outer = outer
        let now = ContinuousClock.now
        // A tenth before the end, so that no call starts just to be cut off.
        renewal = now + .milliseconds(Int64(keys.ageLimit) * 900)
        state = Mutex(State(lastUse: now))
    }

    /// Whether a call may still begin; using it keeps it from becoming idle.
    func use(idleLimit: Duration) -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard !state.isOver, now < renewal, now < state.lastUse + idleLimit else { return false }
            state.lastUse = now
            return true
        }
    }

    func nextCall() throws -> CallID { try state.withLock { try $0.calls.nextID() } }

    func end() { state.withLock { $0.isOver = true } }
}
