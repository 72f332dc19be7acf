import Attestation
import AttestedSession
import Synchronization
import Wire

/// An established session as the responder holds it.
final class ServerSession: Sendable {
    let keys: SessionKeys
    let peer: SessionPeer
    let expiry: ContinuousClock.Instant
    private let callLimit: Int
    private let state: Mutex<State>

    private struct State {
        var registry = CallRegistry()
        var calls: [ObjectIdentifier: any EndableCall] = [:]
        var lastUse: ContinuousClock.Instant
        var isOver = false
    }

    init(_ accepted: AcceptedSession, callLimit: Int, age: Duration) {
        keys = accepted.keys
        peer = SessionPeer(identity: accepted.peer, sessionID: accepted.keys.id)
        self.callLimit = callLimit
        let now = ContinuousClock.now
        expiry = now + age
        state = Mutex(State(lastUse: now))
    }

    /// What the limit per peer counts by.
    var owner: String { Self.owner(peer.identity) }

    static func owner(_ identity: PeerIdentity) -> String {
        switch identity {
        case .party(let signingKey): "party:\(signingKey.hex)"
        case .node(let attested): "\(attested.role):\(attested.hardwareID)"
        }
    }

    /// When a call last began or ended; nil while calls are open.
    var idleSince: ContinuousClock.Instant? { state.withLock { $0.calls.isEmpty ? $0.lastUse : nil } }

    /// Takes a call whose record 0 has been opened. Throws if its identifier was used before, or if the session is over or full.
    func admit(_ id: CallID, _ call: any EndableCall) throws(CallRefusal) {
        try state.withLock { state throws(CallRefusal) in
            guard !state.isOver else { throw .sessionOver }
            guard state.calls.count < callLimit else { throw .tooManyCalls }
            do { try state.registry.accept(id) } catch { throw .repeated }
            state.calls[ObjectIdentifier(call)] = call
            state.lastUse = .now
        }
    }

    func leave(_ call: any EndableCall) {
        state.withLock {
            $0.calls[ObjectIdentifier(call)] = nil
            $0.lastUse = .now
        }
    }

    /// Ends the session and its calls.
    func end() async {
        let calls = state.withLock { state in
            state.isOver = true
            defer { state.calls = [:] }
            return Array(state.calls.values)
        }
        for call in calls { await call.end() }
    }
}

/// A call that ends with its session.
protocol EndableCall: AnyObject, Sendable {
    func end() async
}

/// Why a call is not taken.
enum CallRefusal: Error {
    case sessionOver
    case tooManyCalls
    case repeated
}
