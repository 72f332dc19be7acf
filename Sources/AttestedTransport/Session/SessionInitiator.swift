import AttestedSession
import GRPCCore
import Synchronization

/// Holds a client's session and makes a new one when it is needed. However many calls wait, one handshake runs.
final class SessionInitiator<Base: ClientTransport>: Sendable {
    private struct State {
        var session: ClientSession?
        /// Sessions that take no further call, with calls that are still open.
        var retired: [ClientSession] = []
        var attempts: UInt64 = 0
        var failure: (any Error)?
    }

    /// Over which channel a call travels.
    let outer: @Sendable (ClientContext) -> OuterChannel?
    private let base: Base
    private let settings: SessionInitiatorSettings
    private let state = Mutex(State())
    private let gate = SerialGate()

    init(base: Base, settings: SessionInitiatorSettings, outer: @escaping @Sendable (ClientContext) -> OuterChannel?) {
        self.base = base
        self.settings = settings
        self.outer = outer
    }

    /// The session in force, or a new one.
    func session() async throws -> ClientSession {
        if let session = usable() { return session }
        let arrival = state.withLock { $0.attempts }
        return try await gate.pass {
            if let session = usable() { return session }
            // Whoever waited for an attempt that failed fails with it, and does not knock again.
            if let failure = state.withLock({ $0.attempts > arrival ? $0.failure : nil }) { throw failure }
            try Task.checkCancellation()
            do {
                let session = try await ClientHandshake(base: base, settings: settings, outer: outer).run()
                state.withLock { state in
                    if let old = state.session, old.isBusy { state.retired.append(old) }
                    state.session = session
                    state.failure = nil
                    state.attempts += 1
                }
                return session
            } catch {
                if Task.isCancelled || error is CancellationError { throw error }
                state.withLock { state in
                    state.failure = error
                    state.attempts += 1
                }
                throw error
            }
        }
    }

    /// Looks at the session from time to time, so that it ends when it must also if it is not used, until the task is cancelled.
    func reviewUntilCancelled() async {
        while (try? await Task.sleep(for: settings.sweep)) != nil { await review() }
    }

    /// Ends what must end now.
    func review() async {
        for session in state.withLock({ $0.retired + ($0.session.map { [$0] } ?? []) }) { await session.review() }
        state.withLock { state in
            state.retired.removeAll { !$0.isBusy }
            if let session = state.session, session.isOver {
                if session.isBusy { state.retired.append(session) }
                state.session = nil
            }
        }
    }

    private func usable() -> ClientSession? {
        guard let session = state.withLock({ $0.session }), session.use() else { return nil }
        return session
    }
}
