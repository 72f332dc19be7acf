import AttestedTransport
import GRPCCore
import Synchronization

/// Writes down, in the words of models/calls.pml, what a real node and its client do over a network that only looks on.
///
/// One call at a time is on its way, so that what the node did with a call's records is known when it answers.
final class SessionRecorder: Sendable {
    fileprivate struct State {
        var trace = ModelTrace(model: "calls")
        var sessions: [[UInt8]] = []
        var isAdmitted = true
        var handshakes = 0
        var isBeingAdmitted = false
        var isLooking = false
        /// The model's numbers of the calls to come.
        var calls: [Int]
        var call = 0
        /// What the node was given and has not yet reacted to.
        var given: [String] = []
        var hasAnswered = false
        var received = 0
    }

    private let state: Mutex<State>

    /// A recorder of a client that will make these calls: 0 a unary one, 1 the same again, 2 a stream of two messages.
    init(calls: [Int]) { state = Mutex(State(calls: calls)) }

    var trace: ModelTrace { state.withLock { $0.trace } }

    /// The network, which changes nothing.
    var network: Tamper {
        Tamper(
            request: { [self] part in
                note(part)
                return [part]
            },
            response: { [self] part in
                note(part)
                return [part]
            })
    }

    /// What the node asks for each party: once when it has verified it, and again when its session stands.
    func admits(revokingMeanwhile: Bool = false) -> Bool {
        state.withLock { state in
            let answer = state.isAdmitted
            if state.isLooking { return answer }
            if state.isBeingAdmitted {
                state.trace.note("insert \(state.handshakes - 1)", answer)
                state.isBeingAdmitted = false
            } else {
                state.trace.note("admit \(state.handshakes)", answer)
                state.handshakes += 1
                state.isBeingAdmitted = answer
                if revokingMeanwhile { state.revoke() }
            }
            return answer
        }
    }

    /// Has the node look at its sessions.
    func look(at sessions: SessionServer) async {
        state.withLock { $0.isLooking = true }
        await sessions.sweep()
        state.withLock { $0.isLooking = false }
    }

    /// Notes that a session is about to end at its age.
    func end(_ session: Int) { state.withLock { $0.trace.note("end \(session)", true) } }

    /// From now on the party is not admitted.
    func revoke() { state.withLock { $0.revoke() } }

    /// Notes that a handler has the whole call.
    func handlerWasReached() { state.withLock { $0.takeGiven() } }

    private func note(_ part: RPCRequestPart<[UInt8]>) {
        state.withLock { state in
            switch part {
            case .metadata(let metadata):
                let outer = metadata[binaryValues: "cloister-call-bin"].first { _ in true } ?? []
                let id = Array(outer.prefix(16))
                if !state.sessions.contains(id) { state.sessions.append(id) }
                let session = state.sessions.firstIndex(of: id) ?? 0
                state.call = state.calls.isEmpty ? 15 : state.calls.removeFirst()
                (state.hasAnswered, state.received) = (false, 0)
                state.trace.note("call \(state.call) \(session)", true)
                state.given = ["stream 0 \(session) \(state.call) \(state.call == 2 ? 1 : 0)"]
            case .message(let bytes):
                for _ in RecordShape(bytes)?.records ?? [] {
                    let place = state.given.count - 1
                    if state.call == 2, place > 0 { state.trace.note("send 2 \(place)", true) }
                    state.given.append("open 0 \(state.call) \(place) client")
                }
            }
        }
    }

    private func note(_ part: RPCResponsePart<[UInt8]>) {
        state.withLock { state in
            switch part {
            case .metadata: break
            case .message(let bytes):
                let records = RecordShape(bytes)?.types ?? []
                if !state.given.isEmpty { state.takeGiven() }
                // The end alone is an error; before it come header and message.
                if !state.hasAnswered, records.count > 1 || records.first != 2 { state.trace.note("answer 0", true) }
                state.hasAnswered = true
                for _ in records {
                    state.trace.note("receive \(state.call) \(state.call) \(state.received) server", true)
                    state.received += 1
                }
            case .status(let status, _):
                guard !state.hasAnswered, status.message == "SESSION_UNKNOWN" else { return }
                state.trace.note(state.given.first ?? "stream", false)
                state.given = []
                state.trace.note("status \(state.call) session-unknown", true)
            }
        }
    }
}

extension SessionRecorder.State {
    fileprivate mutating func revoke() {
        isAdmitted = false
        trace.note("revoke", true)
    }

    /// The node has taken all that it was given.
    fileprivate mutating func takeGiven() {
        for event in given { trace.note(event, true) }
        given = []
    }
}
