import Attestation
import AttestedSession
import GRPCCore
import Synchronization

/// An established session as the initiator holds it.
final class ClientSession: Sendable {
    typealias Instant = ContinuousClock.Instant

    let keys: SessionKeys
    let outer: OuterChannel
    private let claim: EvidenceClaim
    private let release: ReleaseHead?
    private let settings: SessionInitiatorSettings
    private let renewal: Instant
    private let expiry: Instant
    private let state: Mutex<State>

    private struct State {
        var sequence = CallSequence()
        var calls: [ObjectIdentifier: any EndableCall] = [:]
        var lastUse: Instant
        var lastAppraisal: Instant
        var isOver = false
    }

    /// - Parameters:
    ///   - claim: What the responder proved itself with, to be appraised again.
    ///   - release: The release manifest in force when the handshake began.
    init(keys: SessionKeys, outer: OuterChannel, claim: EvidenceClaim, release: ReleaseHead?, settings: SessionInitiatorSettings) {
        self.keys = keys
        self.outer = outer
        self.claim = claim
        self.release = release
        self.settings = settings
        let now = settings.monotonic()
        // A tenth before the end, so that no call starts just to be cut off.
        renewal = now + .milliseconds(Int64(keys.ageLimit) * 900)
        expiry = now + .seconds(Int64(keys.ageLimit))
        state = Mutex(State(lastUse: now, lastAppraisal: now))
    }

    /// Whether a call may still begin; using it keeps it from becoming idle.
    func use() -> Bool {
        let now = settings.monotonic()
        return state.withLock { state in
            guard !state.isOver, now < renewal, now < state.lastUse + settings.idleLimit else { return false }
            state.lastUse = now
            return true
        }
    }

    var isOver: Bool { state.withLock { $0.isOver } }
    /// Whether calls are open.
    var isBusy: Bool { state.withLock { !$0.calls.isEmpty } }

    func nextCall() throws -> CallID { try state.withLock { try $0.sequence.nextID() } }

    /// Takes a call that is to end with the session; false if the session is over.
    func admit(_ call: any EndableCall) -> Bool {
        state.withLock { state in
            guard !state.isOver else { return false }
            state.calls[ObjectIdentifier(call)] = call
            return true
        }
    }

    func leave(_ call: any EndableCall) { state.withLock { $0.calls[ObjectIdentifier(call)] = nil } }

    /// No further call uses the session. Those that are open go on.
    func end() { state.withLock { $0.isOver = true } }

    /// Ends the session and its calls if it must end now: at its age, under another release manifest, or as the responder no longer passes.
    func review() async {
        let now = settings.monotonic()
        guard now >= expiry || settings.releases?.head != release || !isStillAccepted(at: now) else { return }
        let calls = state.withLock { state in
            state.isOver = true
            defer { state.calls = [:] }
            return Array(state.calls.values)
        }
        for call in calls { await call.end() }
    }

    private func isStillAccepted(at now: Instant) -> Bool {
        guard state.withLock({ now >= $0.lastAppraisal + settings.reappraisal }) else { return true }
        state.withLock { $0.lastAppraisal = now }
        return claim.appraise(by: settings.appraiser(), at: settings.clock()).attested != nil
    }
}
