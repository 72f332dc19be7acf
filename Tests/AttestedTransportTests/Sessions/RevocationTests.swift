import AttestedSession
import GRPCCore
import Synchronization
import Testing

@testable import AttestedTransport

/// A party that is no longer admitted has no session, whenever the answer changes.
@Suite struct RevocationTests {
    /// A node that asks `admits` whether the party may come in.
    private func node(_ admits: @escaping @Sendable () async -> Bool) throws -> TestNode {
        let node = try TestNode()
        var settings = SessionServerSettings(
            role: .control, evidence: node.platform.source(.control), nodes: nil, context: node.serverSettings.context,
            admitParty: { _ in await admits() })
        settings.onEvent = { [events = node.events] in events.note($0) }
        return node.with { $0.serverSettings = settings }
    }

    @Test func `[34] A party revoked while its handshake is being answered gets no session`() async throws {
        let questions = Mutex(0)
        // The revocation finds no session yet, and the first answer was given before it.
        let node = try node {
            questions.withLock {
                $0 += 1
                return $0 == 1
            }
        }
        try await node.runInProcess { client, sessions in
            let refused = await thrown(AttestedTransportError.self) { try await client.call(EchoService.echo, [1]) }
            #expect(refused?.code == .refusedByPeer)
            #expect(sessions.statistics.sessions == 0)
            #expect(sessions.statistics.accepted == 0)
        }
        #expect(questions.withLock { $0 } == 2)
        #expect(node.events.ends == [.revoked])
        #expect(node.events.refusals.count == 1)
        #expect(node.echo.executions.withLock { $0 } == 0)
    }

    @Test func `[34] The session of a party that is no longer admitted ends at the next look`() async throws {
        let isAdmitted = Mutex(true)
        let node = try node { isAdmitted.withLock { $0 } }
        try await node.runInProcess { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 1)
            isAdmitted.withLock { $0 = false }
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 0)
            await #expect(throws: (any Error).self) { try await client.call(EchoService.echo, [1]) }
        }
        #expect(node.events.ends.contains(.revoked))
        #expect(node.echo.executions.withLock { $0 } == 1)
    }
}
