import Attestation
import AttestedSession
import Synchronization
import Wire

/// An established session as the responder holds it.
final class ServerSession: Sendable {
    let keys: SessionKeys
    let peer: SessionPeer
    let expiry: ContinuousClock.Instant
    /// The release manifest under which it was made.
    let release: ReleaseHead?
    private let claim: EvidenceClaim?
    private let callLimit: Int
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    private struct State {
        var registry = CallRegistry()
        var calls: [ObjectIdentifier: any EndableCall] = [:]
        var lastUse: ContinuousClock.Instant
        var lastAppraisal: ContinuousClock.Instant
        var isOver = false
    }

    /// - Parameters:
    ///   - claim: What a node proved itself with, to be appraised again; nil for a party.
    ///   - release: The release manifest in force when the handshake began.
    init(_ accepted: AcceptedSession, claim: EvidenceClaim?, release: ReleaseHead?, settings: SessionServerSettings) {
        keys = accepted.keys
        peer = SessionPeer(identity: accepted.peer, sessionID: accepted.keys.id)
        self.claim = claim
        self.release = release
        callLimit = settings.limits.callsPerSession
        clock = settings.monotonic
        let now = clock()
        expiry = now + settings.limits.age
        state = Mutex(State(lastUse: now, lastAppraisal: now))
    }

    /// What the limit per peer counts by.
    var owner: String { Self.owner(peer.identity) }

    static func owner(_ identity: PeerIdentity) -> String {
        switch identity {
        case .party(let signingKey): "party:\(signingKey.hex)"
        case .node(let attested): "\(attested.role):\(attested.hardwareID)"
        }
    }

    var openCalls: Int { state.withLock { $0.calls.count } }

    /// When a call last began or ended; nil while calls are open.
    var idleSince: ContinuousClock.Instant? { state.withLock { $0.calls.isEmpty ? $0.lastUse : nil } }

    /// Takes a call whose record 0 has been opened. Throws if its identifier was used before, or if the session is over or full.
    func admit(_ id: CallID, _ call: any EndableCall) throws(CallRefusal) {
        try state.withLock { state throws(CallRefusal) in
            guard !state.isOver else { throw .sessionOver }
            guard state.calls.count < callLimit else { throw .tooManyCalls }
            do { try state.registry.accept(id) } catch { throw .repeated }
            state.calls[ObjectIdentifier(call)] = call
            state.lastUse = clock()
        }
    }

    func leave(_ call: any EndableCall) {
        state.withLock {
            $0.calls[ObjectIdentifier(call)] = nil
            $0.lastUse = clock()
        }
    }

    /// Whether what the peer proved itself with still passes, if it is time to look.
    func isStillAccepted(by settings: SessionServerSettings, at now: ContinuousClock.Instant) -> Bool {
        guard let claim, state.withLock({ now >= $0.lastAppraisal + settings.limits.reappraisal }) else { return true }
        state.withLock { $0.lastAppraisal = now }
        return settings.nodes().map { claim.appraise(by: $0, at: settings.clock()).attested != nil } ?? false
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
