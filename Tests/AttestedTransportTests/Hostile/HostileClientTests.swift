import AttestedSession
import AttestedTransport
import GRPCCore
import GRPCInProcessTransport
import Testing

/// A misbehaving initiator against the real responder.
@Suite struct HostileClientTests {
    private func withClient(
        _ node: TestNode, _ body: @Sendable (GRPCClient<InProcessTransport.Client>, SessionServer) async throws -> Void
    ) async throws {
        let pair = InProcessTransport()
        let sessions = SessionServer(settings: node.serverSettings, outer: .proxied)
        let server = SealedServerTransport(base: pair.server, sessions: sessions)
        try await withGRPCServer(transport: server, services: [sessions.service, node.echo]) { _ in
            try await withGRPCClient(transport: pair.client) { try await body($0, sessions) }
        }
    }

    @Test func `An initiator without a fault is accepted`() async throws {
        let node = try TestNode()
        try await withClient(node) { client, sessions in
            let (error, said) = try await HostileClient(fault: nil, node: node).shakeHands(client)
            #expect(error == nil)
            #expect(!said.hello.isEmpty && !said.authentication.isEmpty && !said.signature.isEmpty)
            #expect(sessions.statistics.accepted == 1)
        }
    }

    @Test(arguments: ClientFault.allCases)
    func `[15][29][31][32][33][36][121][133] Each fault of an initiator gets the one generic refusal, and the operator the reason`(
        _ fault: ClientFault
    ) async throws {
        let node = try TestNode()
        try await withClient(node) { client, sessions in
            let honest = try await HostileClient(fault: nil, node: node).shakeHands(client)
            #expect(honest.error == nil)
            let (error, _) = try await HostileClient(fault: fault, node: node, recording: honest.said).shakeHands(client)
            #expect(error?.code == .permissionDenied)
            #expect(error?.message == SessionError.wireMessage)
            #expect(error.map { Array($0.metadata) }?.isEmpty == true)
            #expect(node.events.refusals.count == 1)
            #expect(node.events.refusals.first?.contains(fault.reason) == true, "\(node.events.refusals)")
            // What was refused leaves nothing behind.
            let statistics = sessions.statistics
            #expect((statistics.sessions, statistics.handshakes, statistics.accepted, statistics.refused) == (1, 0, 1, 1))
        }
    }
}
