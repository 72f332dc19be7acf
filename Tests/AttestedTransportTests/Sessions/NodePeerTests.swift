import Attestation
import AttestedSession
import AttestedTransport
import GRPCCore
import Testing

/// Sessions between nodes: control with control, and executors with control.
@Suite struct NodePeerTests {
    private func settings(_ node: TestNode, claimed: NodeRole, shown: NodeRole, measurement: UInt8 = 7) throws -> SessionInitiatorSettings {
        SessionInitiatorSettings(
            appraiser: try node.platform.appraiser(), responder: .control,
            credential: .node(node.platform.source(shown, measurement: [UInt8](repeating: measurement, count: 32)), claimed),
            ledgerOrigin: TestNode.origin)
    }

    @Test func `Two control nodes have a session, each attested to the other`() async throws {
        let node = try TestNode()
        try await node.runInProcess(clientSettings: try settings(node, claimed: .control, shown: .control)) { client, sessions in
            let answer = try await client.call(EchoService.echo, [1])
            #expect(answer == [1] && sessions.statistics.accepted == 1)
        }
    }

    @Test(arguments: [(NodeRole.control, NodeRole.executor, UInt8(7)), (.executor, .control, 7), (.control, .control, 9)])
    func `[36] A node that claims another role, or runs other software, has none`(
        _ claimed: NodeRole, _ shown: NodeRole, _ measurement: UInt8
    ) async throws {
        let node = try TestNode()
        let bad = try settings(node, claimed: claimed, shown: shown, measurement: measurement)
        try await node.runInProcess(clientSettings: bad) { client, sessions in
            #expect(await thrown(AttestedTransportError.self) { try await client.call(EchoService.echo, [1]) }?.code == .refusedByPeer)
            #expect(sessions.statistics.accepted == 0)
        }
    }

    @Test func `[101] Where no node may begin a session, none has us make a quote`() async throws {
        let node = try TestNode()
        var closed = node
        closed.serverSettings.nodes = { nil }
        let initiator = try settings(node, claimed: .executor, shown: .executor)
        try await closed.runInProcess(clientSettings: initiator) { client, sessions in
            #expect(await thrown(AttestedTransportError.self) { try await client.call(EchoService.echo, [1]) }?.code == .refusedByPeer)
            #expect(sessions.statistics.quotes == 0)
        }
    }

    @Test func `[101] Evidence of nodes at one address is verified only so often, and the excess costs no quote`() async throws {
        let clock = ManualClock()
        let node = try TestNode().with {
            $0.serverSettings.limits.appraisalRate = RateLimit(burst: 1, perSecond: 1)
            $0.serverSettings.monotonic = { clock.now }
        }
        let initiator = try settings(node, claimed: .executor, shown: .executor)
        try await node.runInProcess(clientSettings: initiator) { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            await sessions.endSessions { _ in true }
            #expect(await thrown(RPCError.self) { try await client.call(EchoService.echo, [1]) } != nil)
            #expect(sessions.statistics.quotes == 1 && sessions.statistics.tooFast == 1)
        }
    }

    @Test func `[101] Handshakes from one address come only so fast, and the excess costs no quote`() async throws {
        let clock = ManualClock()
        let node = try TestNode().with {
            $0.serverSettings.limits.handshakeRate = RateLimit(burst: 2, perSecond: 1)
            $0.serverSettings.monotonic = { clock.now }
        }
        try await node.run { endpoint, sessions in
            for attempt in 0..<4 {
                let error = await thrown(AttestedTransportError.self) {
                    try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings) { _ in }
                }
                #expect(error?.code == (attempt < 2 ? nil : .refusedByPeer))
            }
            #expect(sessions.statistics.quotes == 2 && sessions.statistics.tooFast == 2)
            clock.advance(.seconds(1))
            try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings) { _ in }
        }
    }
}
