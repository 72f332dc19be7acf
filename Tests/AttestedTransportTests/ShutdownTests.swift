import AttestedSession
import ControlAPI
import GRPCCore
import NIOCore
import NIOEmbedded
import Testing

@testable import AttestedTransport

/// The end of a node whose task is cancelled while connections and streams arrive.
@Suite struct ShutdownTests {
    @Test func `[97][98] A node that is cancelled under load ends in order`() async {
        // In a process of its own, as NIO ends the process over a connection or a stream that was dropped.
        await #expect(processExitsWith: .success) {
            for round in 0..<10 { try await Load(node: try TestNode()).cancel(after: .milliseconds(60 + 17 * round)) }
        }
    }

    @Test func `[97] Once it has hung up, a listener takes no connection any more`() throws {
        let connections = ConnectionCount(limits: TransportLimits())
        let (open, late) = (EmbeddedChannel(), EmbeddedChannel())
        try open.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        #expect(connections.admit(open))
        connections.hangUp()
        #expect(!open.isActive)
        #expect(!connections.admit(late))
    }

    @Test func `[98] A handler that waits for its task's cancellation does not hold up the end`() async throws {
        let (began, continuation) = AsyncStream.makeStream(of: Void.self)
        let ended = Flag()
        let serving = Task {
            try await endingInOrder(grace: .milliseconds(50)) {
            } _: {
                continuation.yield()
                try? await Task.sleep(for: .seconds(600))
                ended.raise()
            }
        }
        for await _ in began { break }
        #expect(!ended.isRaised)
        serving.cancel()
        try await serving.value
        #expect(ended.isRaised)
    }
}

/// A node, and clients that open connections and streams as fast as they can.
private struct Load {
    let node: TestNode

    func cancel(after time: Duration) async throws {
        let identity = try TLSIdentity()
        let sessions = SessionServer(settings: node.serverSettings, outer: identity.outerChannel)
        let transport = AttestedServerTransport(
            at: AttestedTransport.Endpoint(host: "127.0.0.1", port: 0), identity: identity, sessions: sessions)
        let server = GRPCServer(transport: transport, services: [sessions.service, node.echo, node.health])
        let serving = Task { try await server.serve() }
        let port = try #require(await transport.port)
        // Nobody waits for those who knock: what is looked at is the server, and a client's own end is not its affair.
        let clients = (0..<12).map { number in
            Task {
                let endpoint = AttestedTransport.Endpoint(host: "127.0.0.1", port: port)
                while !Task.isCancelled { await knock(at: endpoint, calls: number.isMultiple(of: 3) ? 1 : 40) }
            }
        }
        defer { for client in clients { client.cancel() } }
        try await Task.sleep(for: time)
        let patience = Task {
            try await Task.sleep(for: .seconds(60))
            fatalError("the server does not end")
        }
        serving.cancel()
        try? await serving.value
        patience.cancel()
        // They go on a little while nobody is there any more.
        try await Task.sleep(for: .milliseconds(50))
    }

    /// A connection with so many calls at once.
    private func knock(at endpoint: AttestedTransport.Endpoint, calls: Int) async {
        try? await withGRPCClient(transport: try UnsealedTransport.client(of: endpoint)) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<calls {
                    group.addTask {
                        var options = CallOptions.defaults
                        options.waitForReady = false
                        _ = try await Grpc_Health_V1_Health.Client(wrapping: client).check(.init(), options: options)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
