import AttestedSession
import AttestedTransport
import GRPCCore
import Synchronization
import Testing

/// Sessions through proxies that end TLS on both sides: nginx and HAProxy from Debian, whose OpenSSL knows no ML-KEM.
@Suite struct ProxyTests {
    /// A node that allows a proxy, the proxy, and a client that allows it too.
    private func through(
        _ proxy: DebianProxy, _ node: TestNode,
        _ body: @Sendable (GRPCClient<AttestedClientTransport>, SessionServer) async throws -> Void
    ) async throws {
        let node = node.with { $0.serverSettings.proxied = .allowed }
        try await node.run(keyExchange: .unsafeAllowClassical) { endpoint, sessions in
            try await proxy.run(before: endpoint) { front in
                try await AttestedChannel.withChannel(
                    to: front, settings: node.clientSettings, keyExchange: .unsafeAllowClassical, proxied: .allowed
                ) { try await body($0, sessions) }
            }
        }
    }

    @Test(arguments: DebianProxy.allCases)
    func `Unary calls, errors, metadata and trailers pass a proxy`(_ proxy: DebianProxy) async throws {
        let node = try TestNode()
        try await through(proxy, node) { client, _ in
            let metadata: Metadata = ["x-text": "grüße", "x-raw-bin": .binary([0, 1, 255]), Metadata.idempotencyKey: .binary([9, 9])]
            try await client.unary(
                request: ClientRequest(message: [1, 2, 3], metadata: metadata), descriptor: EchoService.echo, serializer: RawBytes(),
                deserializer: RawBytes(), options: .defaults
            ) { response in
                let message = try response.message
                #expect(message == [1, 2, 3])
                #expect(Array(response.metadata[stringValues: "seen-x-text"]) == ["grüße"])
                #expect(Array(response.metadata[binaryValues: "seen-x-raw-bin"]) == [[0, 1, 255]])
                #expect(Array(response.metadata[binaryValues: "seen-" + Metadata.idempotencyKey]) == [[9, 9]])
                #expect(Array(response.trailingMetadata[stringValues: "trailer"]) == ["unary"])
            }
            let error = await thrown(RPCError.self) { try await client.call(EchoService.fail, Array("really".utf8)) }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message == "no: really")
            #expect(error.map { Array($0.metadata[binaryValues: "detail-bin"]) } == [[0, 255]])
            #expect(await thrown(RPCError.self) { try await client.call(EchoService.absent, []) }?.code == .unimplemented)
            let longest = [UInt8](repeating: 3, count: TransportLimits.message)
            let answer = try await client.call(EchoService.echo, longest)
            #expect(answer == longest)
        }
    }

    @Test(arguments: DebianProxy.allCases)
    func `Streams both ways, half-close and late errors pass a proxy`(_ proxy: DebianProxy) async throws {
        let node = try TestNode()
        try await through(proxy, node) { client, _ in
            // The answer comes only after the client closed its half.
            let collected = try await client.clientStreaming(
                request: StreamingClientRequest { writer in
                    for size in 0..<50 { try await writer.write([UInt8](repeating: 1, count: size)) }
                }, descriptor: EchoService.collect, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { try $0.message }
            #expect(String(decoding: collected, as: UTF8.self) == "1225")

            try await client.serverStreaming(
                request: ClientRequest(message: [40]), descriptor: EchoService.expand, serializer: RawBytes(), deserializer: RawBytes(),
                options: .defaults
            ) { response in
                var messages: [[UInt8]] = []
                for try await message in response.messages { messages.append(message) }
                #expect(messages == (0..<40).map { [$0] })
            }

            // Ping-pong: nothing may be held back until the stream ends.
            let (answers, continuation) = AsyncStream.makeStream(of: Void.self)
            try await client.bidirectionalStreaming(
                request: StreamingClientRequest { writer in
                    var iterator = answers.makeAsyncIterator()
                    for index in 0..<20 {
                        try await writer.write([UInt8](repeating: UInt8(index), count: 10_000))
                        _ = await iterator.next()
                    }
                }, descriptor: EchoService.chat, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { response in
                var expected: UInt8 = 0
                for try await message in response.messages {
                    #expect(message.count == 10_000 && message[0] == expected)
                    expected += 1
                    continuation.yield()
                }
                #expect(expected == 20)
            }

            try await client.serverStreaming(
                request: ClientRequest(message: []), descriptor: EchoService.failLate, serializer: RawBytes(), deserializer: RawBytes(),
                options: .defaults
            ) { response in
                var messages = response.messages.makeAsyncIterator()
                let first = try await messages.next()
                #expect(first == [1])
                #expect(await thrown(RPCError.self) { try await messages.next() }?.code == .aborted)
            }
        }
    }

    @Test(arguments: DebianProxy.allCases)
    func `Deadlines, cancellation and many calls at once pass a proxy`(_ proxy: DebianProxy) async throws {
        let node = try TestNode()
        try await through(proxy, node) { client, sessions in
            var options = CallOptions.defaults
            options.timeout = .seconds(3)
            let late = options
            let error = await thrown(RPCError.self) { try await client.call(EchoService.sleep, [], options: late) }
            #expect(error?.code == .deadlineExceeded)
            #expect(await eventually { node.echo.cancellations.withLock { $0 } == 1 })
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await client.call(EchoService.sleep, [1]) }
                #expect(await eventually { node.echo.executions.withLock { $0 } == 2 })
                group.cancelAll()
            }
            #expect(await eventually { node.echo.cancellations.withLock { $0 } == 2 })
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<50 {
                    group.addTask { try await client.call(EchoService.echo, [UInt8(index)]) == [UInt8(index)] }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(sessions.statistics.accepted == 1)
        }
    }

    @Test(arguments: DebianProxy.allCases)
    func `[18][26] A proxy is refused unless both ends allow it`(_ proxy: DebianProxy) async throws {
        for (server, client) in [(ProxiedChannel.refused, ProxiedChannel.allowed), (.allowed, .refused), (.refused, .refused)] {
            let node = try TestNode().with { $0.serverSettings.proxied = server }
            try await node.run(keyExchange: .unsafeAllowClassical) { endpoint, sessions in
                try await proxy.run(before: endpoint) { front in
                    let error = await thrown(AttestedTransportError.self) {
                        try await AttestedChannel.withChannel(
                            to: front, settings: node.clientSettings, keyExchange: .unsafeAllowClassical, proxied: client
                        ) { _ in }
                    }
                    #expect(error?.code == .refusedByPeer)
                    #expect(sessions.statistics.accepted == 0)
                }
            }
            #expect(node.events.refusals.count == 1)
            #expect(node.events.refusals.allSatisfy { $0.contains("outerChannel") })
        }
    }

    @Test(arguments: DebianProxy.allCases)
    func `A proxy without a hybrid key exchange is reached only by who asks for the classical one`(_ proxy: DebianProxy) async throws {
        let node = try TestNode().with { $0.serverSettings.proxied = .allowed }
        try await node.run(keyExchange: .unsafeAllowClassical) { endpoint, _ in
            try await proxy.run(before: endpoint) { front in
                let error = await thrown(AttestedTransportError.self) {
                    try await AttestedChannel.withChannel(to: front, settings: node.clientSettings, proxied: .allowed) { _ in }
                }
                #expect(error?.code == .unreachable)
            }
        }
    }

    @Test func `A node that allows a proxy still takes direct connections, and calls them so`() async throws {
        let node = try TestNode().with { $0.serverSettings.proxied = .allowed }
        try await node.run { endpoint, _ in
            for proxied in [ProxiedChannel.refused, .allowed] {
                try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings, proxied: proxied) { client in
                    let answer = try await client.call(EchoService.echo, [1])
                    #expect(answer == [1])
                }
            }
        }
    }
}
