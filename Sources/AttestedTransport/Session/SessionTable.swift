import AttestedSession
import Synchronization

/// A responder's sessions, bounded in number, in number per peer, in age and in idleness.
final class SessionTable: Sendable {
    typealias Ended = [(session: ServerSession, reason: SessionEnd)]

    fileprivate struct State {
        var sessions: [[UInt8]: ServerSession] = [:]
        var owners: [String: Int] = [:]
    }
    private let settings: SessionServerSettings
    private let state = Mutex(State())
    private var limits: SessionServerSettings.Limits { settings.limits }

    init(settings: SessionServerSettings) { self.settings = settings }

    var count: Int { state.withLock { $0.sessions.count } }
    var all: [ServerSession] { state.withLock { Array($0.sessions.values) } }
    /// Calls that are open in all sessions.
    var calls: Int { all.reduce(0) { $0 + $1.openCalls } }

    /// The session, unless it is unknown or has reached its age.
    func session(_ id: [UInt8]) -> ServerSession? {
        guard let session = state.withLock({ $0.sessions[id] }), settings.monotonic() < session.expiry else { return nil }
        return session
    }

    /// Takes a session. Idle ones make room for it; nil if there is none to do so.
    func insert(_ session: ServerSession) -> Ended? {
        state.withLock { state in
            var displaced: Ended = []
            if state.owners[session.owner, default: 0] >= limits.sessionsPerPeer {
                guard let other = state.idleLongest(where: { $0.owner == session.owner }) else { return nil }
                state.remove(other)
                displaced.append((other, .displaced))
            } else if state.sessions.count >= limits.sessions {
                guard let other = state.idleLongest(where: { _ in true }) else { return nil }
                state.remove(other)
                displaced.append((other, .displaced))
            }
            state.sessions[session.keys.id] = session
            state.owners[session.owner, default: 0] += 1
            return displaced
        }
    }

    /// Takes out what is too old, was idle too long, was made under another release manifest, or belongs to a node that no longer passes.
    func sweep() -> Ended {
        let (now, release) = (settings.monotonic(), settings.releases?.head)
        let ended = take { session in
            if now >= session.expiry { return .age }
            if let since = session.idleSince, now >= since + limits.idle { return .idle }
            return session.release == release ? nil : .release
        }
        // Verified outside the lock: calls do not wait for it.
        let unaccepted = all.filter { !$0.isStillAccepted(by: settings, at: now) }
        let names = Set(unaccepted.map(\.keys.id))
        return ended + take { names.contains($0.keys.id) ? .appraisal : nil }
    }

    /// Takes out every session for which there is a reason.
    func take(_ reason: (ServerSession) -> SessionEnd?) -> Ended {
        state.withLock { state in
            let ended = state.sessions.values.compactMap { session in reason(session).map { (session: session, reason: $0) } }
            for (session, _) in ended { state.remove(session) }
            return ended
        }
    }
}

extension SessionTable.State {
    fileprivate mutating func remove(_ session: ServerSession) {
        guard sessions.removeValue(forKey: session.keys.id) != nil else { return }
        let left = owners[session.owner, default: 0] - 1
        owners[session.owner] = left > 0 ? left : nil
    }

    fileprivate func idleLongest(where condition: (ServerSession) -> Bool) -> ServerSession? {
        sessions.values.lazy.filter(condition).compactMap { session in session.idleSince.map { (session, $0) } }
            .min { $0.1 < $1.1 }?.0
    }
}
