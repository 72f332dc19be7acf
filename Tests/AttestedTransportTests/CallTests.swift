import AttestedSession
import AttestedTransport
import GRPCCore
import Synchronization
import Testing

@Suite struct CallTests {
    @Test func `A unary call goes round with its metadata and trailers`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            let metadata: Metadata = [
                "x-text": "grüße", "x-twice": "1", "x-twice": "2", "x-raw-bin": .binary([0, 1, 255]),
                Metadata.idempotencyKey: .binary([9, 9]),
            ]
            try await client.unary(
                request: ClientRequest(message: [1, 2, 3], metadata: metadata), descriptor: EchoService.echo, serializer: RawBytes(),
                deserializer: RawBytes(), options: .defaults
            ) { response in
                let message = try response.message
                #expect(message == [1, 2, 3])
                #expect(Array(response.metadata[stringValues: "seen-x-text"]) == ["grüße"])
                #expect(Array(response.metadata[stringValues: "seen-x-twice"]) == ["1", "2"])
                #expect(Array(response.metadata[binaryValues: "seen-x-raw-bin"]) == [[0, 1, 255]])
                #expect(Array(response.metadata[binaryValues: "seen-" + Metadata.idempotencyKey]) == [[9, 9]])
                #expect(Array(response.trailingMetadata[stringValues: "trailer"]) == ["unary"])
            }
        }
    }

    @Test func `Streams of each kind go round`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            let collected = try await client.clientStreaming(
                request: StreamingClientRequest { writer in
                    for size in 0..<50 { try await writer.write([UInt8](repeating: 1, count: size)) }
                }, descriptor: EchoService.collect, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { try $0.message }
            #expect(String(decoding: collected, as: UTF8.self) == "1225")

            try await client.serverStreaming(
                request: ClientRequest(message: [40], metadata: ["x-a": "b"]), descriptor: EchoService.expand, serializer: RawBytes(),
                deserializer: RawBytes(), options: .defaults
            ) { response in
                #expect(Array(response.metadata[stringValues: "seen-x-a"]) == ["b"])
                var messages: [[UInt8]] = []
                for try await message in response.messages { messages.append(message) }
                #expect(messages == (0..<40).map { [$0] })
            }

            // Ping-pong: each answer is awaited before the next question.
            let (answers, continuation) = AsyncStream.makeStream(of: Void.self)
            try await client.bidirectionalStreaming(
                request: StreamingClientRequest { writer in
                    var iterator = answers.makeAsyncIterator()
                    for index in 0..<20 {
                        try await writer.write([UInt8(index)])
                        _ = await iterator.next()
                    }
                }, descriptor: EchoService.chat, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { response in
                var expected: UInt8 = 0
                for try await message in response.messages {
                    #expect(message == [expected])
                    expected += 1
                    continuation.yield()
                }
                #expect(expected == 20)
            }
        }
    }

    @Test func `An empty stream and an empty message differ`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            for messages: [[UInt8]] in [[], [[]], [[], []]] {
                let count = try await client.bidirectionalStreaming(
                    request: StreamingClientRequest { writer in for message in messages { try await writer.write(message) } },
                    descriptor: EchoService.chat, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                ) { response in
                    var count = 0
                    for try await _ in response.messages { count += 1 }
                    return count
                }
                #expect(count == messages.count)
            }
        }
    }

    @Test func `An error arrives with its code, message and metadata`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            let error = await thrown(RPCError.self) { try await client.call(EchoService.fail, Array("really".utf8)) }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message == "no: really")
            #expect(error.map { Array($0.metadata[stringValues: "reason"]) } == ["TEST_REASON"])
            #expect(error.map { Array($0.metadata[binaryValues: "detail-bin"]) } == [[0, 255]])

            try await client.serverStreaming(
                request: ClientRequest(message: []), descriptor: EchoService.failLate, serializer: RawBytes(), deserializer: RawBytes(),
                options: .defaults
            ) { response in
                var messages = response.messages.makeAsyncIterator()
                let first = try await messages.next()
                #expect(first == [1])
                let late = await thrown(RPCError.self) { try await messages.next() }
                #expect(late?.code == .aborted)
                #expect(late?.message == "late")
            }
        }
    }

    @Test func `A method that the server lacks is unimplemented`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            let error = await thrown(RPCError.self) { try await client.call(EchoService.absent, []) }
            #expect(error?.code == .unimplemented)
        }
    }

    @Test func `The handler knows the party that signed`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            let key = try await client.call(EchoService.whoAmI, [])
            #expect(key == node.party.signingKey)
        }
    }

    @Test func `A deadline travels sealed and is kept on both sides`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            var options = CallOptions.defaults
            options.timeout = .seconds(60)
            let seen = try await client.unary(
                request: ClientRequest(message: []), descriptor: EchoService.echo, serializer: RawBytes(), deserializer: RawBytes(),
                options: options
            ) { Array($0.metadata[stringValues: "seen-grpc-timeout"]) }
            #expect(seen.count == 1)
            options.timeout = .milliseconds(200)
            let late = options
            let error = await thrown(RPCError.self) { try await client.call(EchoService.sleep, [], options: late) }
            #expect(error?.code == .deadlineExceeded)
            #expect(await eventually { node.echo.cancellations.withLock { $0 } == 1 })
        }
    }

    @Test func `A cancelled call reaches the handler as a cancellation`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await client.call(EchoService.sleep, [1]) }
                #expect(await eventually { node.echo.executions.withLock { $0 } == 1 })
                group.cancelAll()
            }
            #expect(await eventually { node.echo.cancellations.withLock { $0 } == 1 })
            let answer = try await client.call(EchoService.echo, [5])
            #expect(answer == [5])
        }
    }

    @Test func `64 MiB go up and come back`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            let chunk = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let total = try await client.bidirectionalStreaming(
                request: StreamingClientRequest { writer in for _ in 0..<64 { try await writer.write(chunk) } },
                descriptor: EchoService.chat, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { response in
                var total = 0
                for try await message in response.messages {
                    #expect(message == chunk)
                    total += message.count
                }
                return total
            }
            #expect(total == 64 << 20)
        }
    }

    @Test func `A message of 16 MiB passes and a longer one is refused before it leaves`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            let longest = [UInt8](repeating: 3, count: TransportLimits.message)
            let answer = try await client.call(EchoService.echo, longest)
            #expect(answer == longest)
            let error = await thrown(RPCError.self) { try await client.call(EchoService.echo, longest + [1]) }
            #expect(error?.code == .resourceExhausted)
            #expect(node.echo.executions.withLock { $0 } == 1)
        }
    }

    @Test func `100 calls at once share one session`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, sessions in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<100 {
                    group.addTask { try await client.call(EchoService.echo, [UInt8(index)]) == [UInt8(index)] }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(sessions.statistics.accepted == 1)
        }
    }

    @Test func `Metadata beyond the limits fail the call and nothing else`() async throws {
        let node = try TestNode()
        try await node.runWithClient { client, _ in
            var metadata = Metadata()
            for index in 0..<200 { metadata.addString("v", forKey: "x-\(index)") }
            let request = ClientRequest<[UInt8]>(message: [], metadata: metadata)
            let error = await thrown(RPCError.self) {
                try await client.unary(
                    request: request, descriptor: EchoService.echo, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                ) { try $0.message }
            }
            #expect(error != nil)
            let answer = try await client.call(EchoService.echo, [1])
            #expect(answer == [1])
        }
    }
}
