import Attestation
public import AttestedSession
import ControlAPI
import GRPCCore
import Synchronization

/// A responder's sessions: makes them, finds them for calls, and ends them.
///
/// Register ``service`` with the gRPC server whose transport is a ``SealedServerTransport`` over the same object.
public final class SessionServer: Sendable {
    private struct Counters {
        var accepted: UInt64 = 0
        var refused: UInt64 = 0
        var refusedCalls: UInt64 = 0
    }

    let settings: SessionServerSettings
    let quota: HandshakeQuota
    /// Which keys initiators showed on connections of the node's own listener, by address.
    let initiatorKeys = ConnectionKeys()
    private let quotes: QuoteBatcher
    private let outer: OuterChannel
    private let table: SessionTable
    private let counters = Mutex(Counters())

    /// A responder without sessions. `outer` is the channel that its initiators must see, such as ``TLSIdentity/outerChannel``.
    public init(settings: SessionServerSettings, outer: OuterChannel) {
        self.settings = settings
        self.outer = outer
        table = SessionTable(settings: settings)
        quota = HandshakeQuota(limits: settings.limits, clock: settings.monotonic)
        quotes = QuoteBatcher(source: settings.evidence, limit: settings.limits.handshakes, patience: settings.limits.quote)
    }

    /// The handshake's gRPC service.
    public var service: SessionService { SessionService(server: self) }

    /// Counts since the start, and what is there now.
    public var statistics: SessionStatistics {
        let (counted, quota) = (counters.withLock { $0 }, quota.current)
        return SessionStatistics(
            sessions: table.count, calls: table.calls, handshakes: quota.total, accepted: counted.accepted, refused: counted.refused,
            turnedAway: quota.turnedAway, tooFast: quota.tooFast, quotes: quotes.quotes, refusedCalls: counted.refusedCalls)
    }

    /// Ends every session whose peer meets the condition, and its open calls with it.
    public func endSessions(where condition: (SessionPeer) -> Bool) async {
        await end(table.take { condition($0.peer) ? .revoked : nil })
    }

    func session(_ id: [UInt8]) -> ServerSession? { table.session(id) }

    /// Has quotes made, and ends sessions as they must end, until the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.quotes.run() }
            group.addTask {
                let limits = self.settings.limits
                let interval = max(.milliseconds(50), min(limits.sweep, min(limits.age, limits.idle) / 4))
                while (try? await Task.sleep(for: interval)) != nil { await self.sweep() }
            }
        }
    }

    /// Ends what must end now: at its age or after idleness, under another release manifest, as the peer's evidence no longer passes, or as
    /// the party is no longer admitted.
    package func sweep() async {
        await end(table.sweep())
        var revoked: Set<[UInt8]> = []
        for session in table.all where await !isStillAdmitted(session) { revoked.insert(session.keys.id) }
        await end(table.take { revoked.contains($0.keys.id) ? .revoked : nil })
    }

    private func isStillAdmitted(_ session: ServerSession) async -> Bool {
        guard case .party(let signingKey) = session.peer.identity else { return true }
        return await settings.admitParty(signingKey)
    }

    /// The channel as we see it: our key, and the one that the initiator showed.
    private func outer(of peer: String) -> OuterChannel {
        guard case .direct(let responderKey, _) = outer else { return outer }
        return .direct(responderKey: responderKey, initiatorKey: initiatorKeys[peer])
    }

    /// Runs one handshake. `peer` is the connection's remote address, which has `address` as its part without the port.
    func accept(
        _ request: RPCAsyncSequence<Cloister_V1_HandshakeMessage, any Error>, _ response: RPCWriter<Cloister_V1_HandshakeMessage>,
        of peer: String, from address: String
    ) async throws -> SessionPeer {
        var messages = request.makeAsyncIterator()
        let context = try await settings.context()
        let handshake = try ResponderHandshake(role: settings.role, outer: outer(of: peer), context: context, proxied: settings.proxied)
        let greeted = try handshake.receive(hello: try await Self.next(&messages))
        try admit(greeted.initiator, over: greeted.outer, from: address)
        let quoted = try await quotes.quote(leaf: greeted.leaf)
        let offered = try greeted.offer(evidence: quoted.evidence, proof: quoted.proof)
        try await response.write(Cloister_V1_HandshakeMessage(offered.message))
        let authenticated = try offered.receive(authentication: try await Self.next(&messages))
        let credential = authenticated.credential
        let identity = try await identify(credential)
        let age = UInt32(clamping: max(1, settings.limits.age.components.seconds))
        let accepted = try authenticated.accept(identity, ageLimit: age)
        let claim: EvidenceClaim? = if case .node(let claim) = credential { claim } else { nil }
        let session = ServerSession(accepted, claim: claim, release: context.release, settings: settings)
        guard let displaced = table.insert(session) else { throw HandshakeRefusal(reason: "there is no room for another session") }
        await end(displaced)
        // A party revoked after we asked, and before the session stood where a revocation looks, is found now.
        guard await isStillAdmitted(session) else {
            await end(table.take { $0 === session ? .revoked : nil })
            throw HandshakeRefusal(reason: "the party was revoked meanwhile")
        }
        try await response.write(Cloister_V1_HandshakeMessage(accepted.message))
        counters.withLock { $0.accepted += 1 }
        return session.peer
    }

    /// Refuses, before anything is quoted, a node whose evidence would not be verified.
    private func admit(_ initiator: SessionRole, over channel: OuterChannel, from address: String) throws {
        guard initiator.node != nil else { return }
        // What may come through a proxy are parties.
        guard channel != .proxied || outer == .proxied else { throw HandshakeRefusal(reason: "nodes come directly, not through a proxy") }
        guard settings.nodes() != nil else { throw HandshakeRefusal(reason: "no node may begin a session here") }
        guard quota.mayAsk(address, for: .appraisal) else { throw HandshakeRefusal(reason: "nodes there come too fast") }
    }

    func countRefusal() { counters.withLock { $0.refused += 1 } }

    func refuse(call method: String, from address: String, _ reason: String) {
        counters.withLock { $0.refusedCalls += 1 }
        settings.onEvent(.callRefused(method: method, address: address, reason: reason))
    }

    private func identify(_ credential: PeerCredential) async throws -> PeerIdentity {
        switch credential {
        case .party(let signingKey):
            guard await settings.admitParty(signingKey) else { throw HandshakeRefusal(reason: "the party is not admitted") }
            return .party(signingKey: signingKey)
        case .node(let claim):
            guard let nodes = settings.nodes() else { throw HandshakeRefusal(reason: "no node may begin a session here") }
            switch nodes.appraise(claim.evidence, reportData: claim.reportData, role: claim.role, at: settings.clock()) {
            case .attested(let attested): return .node(attested)
            case .refused(let failures):
                throw HandshakeRefusal(reason: "the node's evidence was refused: " + failures.map { "\($0)" }.joined(separator: "; "))
            }
        }
    }

    private func end(_ sessions: SessionTable.Ended) async {
        for (session, reason) in sessions {
            settings.onEvent(.ended(session.peer, reason: reason))
            await session.end()
        }
    }

    private static func next(
        _ messages: inout RPCAsyncSequence<Cloister_V1_HandshakeMessage, any Error>.AsyncIterator
    ) async throws -> [UInt8] {
        guard let message = try await messages.next() else { throw HandshakeRefusal(reason: "the peer went away") }
        return message.bytes
    }
}

/// Why a handshake was refused, beyond what the protocol itself finds.
struct HandshakeRefusal: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}
