import AttestedSession
import AttestedTransport
import GRPCCore
import GRPCNIOTransportHTTP2
import Synchronization
import Testing

/// Attempts, connections and sessions are three things: a call may take several attempts, a session several connections.
@Suite struct AttemptTests {
    private let key: [UInt8] = [1, 2, 3, 4]

    private func config(_ policy: RPCExecutionPolicy) -> ServiceConfig {
        ServiceConfig(methodConfig: [MethodConfig(names: [.init(service: EchoService.service)], executionPolicy: policy)])
    }

    /// The session and call ids that went over the wire.
    private func identifiers(_ tamper: Tamper) -> (sessions: Set<[UInt8]>, calls: [[UInt8]]) {
        let outer = tamper.seen.withLock { parts in
            parts.compactMap { part -> [UInt8]? in
                guard case .metadata(let metadata) = part else { return nil }
                return metadata[binaryValues: "cloister-call-bin"].first { _ in true }
            }
        }
        return (Set(outer.map { Array($0.prefix(16)) }), outer.map { Array($0.dropFirst(16)) })
    }

    private func call<Transport: ClientTransport>(_ client: GRPCClient<Transport>, _ method: MethodDescriptor) async throws -> [UInt8] {
        var metadata = Metadata()
        metadata.addBinary(key, forKey: Metadata.idempotencyKey)
        var options = CallOptions.defaults
        options.waitForReady = true
        return try await client.unary(
            request: ClientRequest(message: [7], metadata: metadata), descriptor: method, serializer: RawBytes(),
            deserializer: RawBytes(), options: options
        ) { try $0.message }
    }

    @Test func `A retried attempt is a new call under the same idempotency key`() async throws {
        let node = try TestNode()
        let tamper = Tamper()
        let retry = RetryPolicy(
            maxAttempts: 4, initialBackoff: .milliseconds(1), maxBackoff: .milliseconds(2), backoffMultiplier: 1,
            retryableStatusCodes: [.unavailable])
        try await node.runInProcess(through: tamper, serviceConfig: config(.retry(retry))) { client, sessions in
            let answer = try await call(client, EchoService.flaky)
            #expect(answer == [7])
            #expect(sessions.statistics.accepted == 1)
        }
        #expect(node.echo.idempotencyKeys.withLock { $0 } == [key, key, key])
        let seen = identifiers(tamper)
        #expect(seen.sessions.count == 1 && seen.calls.count == 3 && Set(seen.calls).count == 3)
    }

    @Test func `A hedged attempt is a new call under the same idempotency key`() async throws {
        let node = try TestNode()
        let tamper = Tamper()
        let hedging = HedgingPolicy(maxAttempts: 2, hedgingDelay: .milliseconds(20), nonFatalStatusCodes: [])
        try await node.runInProcess(through: tamper, serviceConfig: config(.hedge(hedging))) { client, sessions in
            let answer = try await call(client, EchoService.firstSleeps)
            #expect(answer == [7])
            #expect(sessions.statistics.accepted == 1)
            // This transport without a network tells the node nothing of the attempt that is not needed.
            await sessions.endSessions { _ in true }
        }
        #expect(node.echo.idempotencyKeys.withLock { $0 } == [key, key])
        let seen = identifiers(tamper)
        #expect(seen.sessions.count == 1 && Set(seen.calls).count == 2)
    }

    @Test func `One session serves two connections at once`() async throws {
        let node = try TestNode()
        try await node.run(host: "0.0.0.0") { endpoint, sessions in
            let channel = try AttestedChannel(
                to: endpoint, at: .ipv4(pairs: [("127.0.0.1", endpoint.port), ("127.0.0.2", endpoint.port)]),
                settings: node.clientSettings, keyExchange: .hybridOnly, proxied: .refused, limits: TransportLimits(),
                serviceConfig: ServiceConfig(loadBalancingConfig: [.roundRobin]))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await channel.run() }
                var peers: Set<[UInt8]> = []
                for _ in 0..<5_000 where peers.count < 2 { peers.insert(try await call(channel.client, EchoService.whereFrom)) }
                #expect(peers.count == 2)
                #expect(sessions.statistics.accepted == 1 && sessions.statistics.sessions == 1)
                channel.beginGracefulShutdown()
            }
        }
    }

    @Test func `A session outlives its connection and goes on over the next one to the same key`() async throws {
        let node = try TestNode()
        let identity = try TLSIdentity()
        let sessions = SessionServer(settings: node.serverSettings, outer: identity.outerChannel)
        // A call that finds the first connection just gone is for its caller to repeat.
        let retry = RetryPolicy(
            maxAttempts: 4, initialBackoff: .milliseconds(10), maxBackoff: .milliseconds(100), backoffMultiplier: 2,
            retryableStatusCodes: [.unavailable])
        // Two listeners after one another at the same address: between them every connection ends.
        let (channel, connections, first) = try await node.run(identity: identity, port: FreePort.next(), sessions: sessions) {
            endpoint, _ in
            let channel = try AttestedChannel(to: endpoint, settings: node.clientSettings, serviceConfig: config(.retry(retry)))
            let connections = Task { try await channel.run() }
            return (channel, connections, try await call(channel.client, EchoService.whereFrom))
        }
        try await node.run(identity: identity, port: channel.endpoint.port, sessions: sessions) { _, _ in
            let second = try await call(channel.client, EchoService.whereFrom)
            #expect(first != second)
            #expect(sessions.statistics.accepted == 1)
            channel.beginGracefulShutdown()
            try await connections.value
        }
    }

    @Test func `A session that is over is never resumed: the next one has another id and other keys`() async throws {
        let node = try TestNode()
        let tamper = Tamper()
        try await node.runInProcess(through: tamper) { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            await sessions.endSessions { _ in true }
            _ = try await client.call(EchoService.echo, [2])
            #expect(sessions.statistics.accepted == 2 && sessions.statistics.sessions == 1)
        }
        #expect(identifiers(tamper).sessions.count == 2)
    }
}
