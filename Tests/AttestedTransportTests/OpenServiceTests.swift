import AttestedSession
import AttestedTransport
import ControlAPI
import GRPCCore
import GRPCInProcessTransport
import Synchronization
import Testing

@Suite struct OpenServiceTests {
    /// A client without any session.
    private func withPlainClient(_ node: TestNode, _ body: @Sendable (GRPCClient<InProcessTransport.Client>) async throws -> Void)
        async throws
    {
        let pair = InProcessTransport()
        let sessions = SessionServer(settings: node.serverSettings, outer: .proxied)
        let server = SealedServerTransport(base: pair.server, sessions: sessions)
        try await withGRPCServer(transport: server, services: [sessions.service, node.echo, node.health]) { _ in
            try await withGRPCClient(transport: pair.client) { try await body($0) }
        }
    }

    @Test func `A plain call to anything but handshake and health is refused`() async throws {
        let node = try TestNode()
        try await withPlainClient(node) { client in
            for method in [EchoService.echo, EchoService.absent, EchoService.whoAmI] {
                let error = await thrown(RPCError.self) { try await client.call(method, [1]) }
                #expect(error?.code == .unauthenticated)
            }
            for value: [UInt8] in [
                [], [1], [UInt8](repeating: 0, count: 31), [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 33),
            ] {
                let request = ClientRequest<[UInt8]>(message: [1], metadata: ["cloister-call-bin": .binary(value)])
                let error = await thrown(RPCError.self) {
                    try await client.unary(
                        request: request, descriptor: EchoService.echo, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                    ) { try $0.message }
                }
                #expect(error?.code == .unauthenticated)
            }
        }
        #expect(node.echo.executions.withLock { $0 } == 0)
        #expect(node.events.refusedCalls.count == 8)
    }

    @Test func `Health answers without a session and follows changes`() async throws {
        let node = try TestNode()
        try await withPlainClient(node) { client in
            let health = Grpc_Health_V1_Health.Client(wrapping: client)
            var request = Grpc_Health_V1_HealthCheckRequest()
            let answer = try await health.check(request).status
            #expect(answer == .notServing)
            node.health.set(.serving)
            node.health.set(.serving, for: "cloister.v1.RunService")
            let answer2 = try await health.check(request).status
            #expect(answer2 == .serving)
            request.service = "cloister.v1.RunService"
            let answer3 = try await health.check(request).status
            #expect(answer3 == .serving)
            try await health.watch(request) { response in
                var states = response.messages.makeAsyncIterator()
                let answer4 = try await states.next()?.status
                #expect(answer4 == .serving)
                node.health.set(.notServing, for: "cloister.v1.RunService")
                let answer5 = try await states.next()?.status
                #expect(answer5 == .notServing)
                node.health.shutDown()
                let answer6 = try await states.next()
                #expect(answer6 == nil)
            }
            request.service = "unknown"
            let asked = request
            #expect(await thrown(RPCError.self) { try await health.check(asked) }?.code == .notFound)
            try await health.watch(request) { response in
                var states = response.messages.makeAsyncIterator()
                let answer7 = try await states.next()?.status
                #expect(answer7 == .serviceUnknown)
            }
        }
    }
}
