import AttestedSession
import AttestedTransport
import GRPCCore
import Synchronization
import Testing

@Suite struct TamperTests {
    private static func flipped(_ bytes: [UInt8], at index: Int) -> [UInt8] {
        var bytes = bytes
        bytes[index] ^= 1
        return bytes
    }

    @Test func `Calls pass when nobody tampers`() async throws {
        let node = try TestNode()
        try await node.runInProcess { client, _ in
            let answer = try await client.call(EchoService.echo, [1, 2])
            #expect(answer == [1, 2])
        }
    }

    @Test(arguments: [0, 3, 4, 5, 12, 13, 60, 100])
    func `[126] A flipped byte in the request is refused before the handler`(_ index: Int) async throws {
        let node = try TestNode()
        let tamper = Tamper(request: { part in
            guard case .message(let bytes) = part else { return [part] }
            return [.message(Self.flipped(bytes, at: index % bytes.count))]
        })
        try await node.runInProcess(through: tamper) { client, sessions in
            let error = await thrown(RPCError.self) { try await client.call(EchoService.echo, [1, 2, 3]) }
            #expect(error?.code == .unavailable || error?.code == .aborted)
            #expect(node.echo.executions.withLock { $0 } == 0)
        }
    }

    @Test(arguments: [0, 3, 4, 5, 12, 13, 40, 70])
    func `[126] A flipped byte in the response is an error`(_ index: Int) async throws {
        let node = try TestNode()
        let tamper = Tamper(response: { part in
            guard case .message(let bytes) = part else { return [part] }
            return [.message(Self.flipped(bytes, at: index % bytes.count))]
        })
        try await node.runInProcess(through: tamper) { client, _ in
            let error = await thrown(RPCError.self) { try await client.call(EchoService.echo, [1, 2, 3]) }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("outcome is unknown") == true)
        }
    }

    @Test func `[126] A response without its sealed end is an error`() async throws {
        let node = try TestNode()
        // The last message of a streaming response is the end record.
        let tamper = Tamper(response: { part in
            if case .message(let bytes) = part, RecordShape(bytes)?.types.contains(2) == true { return [] }
            return [part]
        })
        try await node.runInProcess(through: tamper) { client, _ in
            try await client.serverStreaming(
                request: ClientRequest(message: [3]), descriptor: EchoService.expand, serializer: RawBytes(), deserializer: RawBytes(),
                options: .defaults
            ) { response in
                var count = 0
                let error = await thrown(RPCError.self) { for try await _ in response.messages { count += 1 } }
                #expect(count == 3)
                #expect(error?.code == .unavailable)
            }
        }
    }

    @Test func `[126] A request whose sealed end is cut off never executes`() async throws {
        let node = try TestNode()
        let tamper = Tamper(request: { part in
            guard case .message(let bytes) = part, let shape = RecordShape(bytes) else { return [part] }
            return [.message(shape.without(type: 2))].filter { if case .message(let bytes) = $0 { !bytes.isEmpty } else { true } }
        })
        try await node.runInProcess(through: tamper) { client, _ in
            #expect(await thrown(RPCError.self) { try await client.call(EchoService.echo, [1]) } != nil)
            let error = await thrown(RPCError.self) {
                try await client.clientStreaming(
                    request: StreamingClientRequest { try await $0.write([1, 2]) }, descriptor: EchoService.collect,
                    serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                ) { try $0.message }
            }
            #expect(error != nil)
            #expect(node.echo.executions.withLock { $0 } == 0)
        }
    }

    @Test func `[126] Dropped, repeated and swapped messages of a stream are refused`() async throws {
        for attack in 0..<3 {
            let node = try TestNode()
            let held = Mutex<RPCRequestPart<[UInt8]>?>(nil)
            let count = Mutex(0)
            let tamper = Tamper(request: { part in
                guard case .message = part else { return [part] }
                let index = count.withLock { count in
                    defer { count += 1 }
                    return count
                }
                switch (attack, index) {
                case (0, 2): return []
                case (1, 2): return [part, part]
                case (2, 2):
                    held.withLock { $0 = part }
                    return []
                case (2, 3): return [part, held.withLock { $0 } ?? part]
                default: return [part]
                }
            })
            try await node.runInProcess(through: tamper) { client, _ in
                let error = await thrown(RPCError.self) {
                    try await client.clientStreaming(
                        request: StreamingClientRequest { writer in for byte in 0..<6 { try await writer.write([UInt8(byte)]) } },
                        descriptor: EchoService.collect, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                    ) { try $0.message }
                }
                #expect(error != nil)
                #expect(node.echo.executions.withLock { $0 } == 0)
            }
        }
    }

    @Test func `[35][126] A call that is sent again word for word is refused`() async throws {
        let node = try TestNode()
        let tamper = Tamper()
        try await node.runInProcess(through: tamper) { client, sessions in
            let answer = try await client.call(EchoService.echo, [1])
            #expect(answer == [1])
            let recorded = tamper.seen.withLock { $0 }
            let replay = try await Replay.send(recorded, EchoService.echo, sessions: sessions, node: node)
            #expect(replay?.code == .unauthenticated)
            #expect(node.echo.executions.withLock { $0 } == 1)
            #expect(node.events.refusedCalls.contains { $0.contains("used before") })
        }
    }

    @Test(arguments: [Status.Code.ok, .unavailable, .notFound, .unauthenticated])
    func `[126] A status that nobody sealed says nothing`(_ code: Status.Code) async throws {
        let node = try TestNode()
        let tamper = Tamper(response: { part in
            switch part {
            case .metadata: [part, .status(Status(code: code, message: "forged"), ["forged": "1"])]
            default: []
            }
        })
        try await node.runInProcess(through: tamper) { client, _ in
            let error = await thrown(RPCError.self) { try await client.call(EchoService.echo, [1]) }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("forged") == false)
            #expect(error.map { Array($0.metadata[stringValues: "forged"]) } == [])
        }
    }

    @Test func `[126] A forged outer status behind a sealed one changes nothing`() async throws {
        let node = try TestNode()
        let tamper = Tamper(response: { part in
            if case .status = part { return [.status(Status(code: .internalError, message: "forged"), [:])] }
            return [part]
        })
        try await node.runInProcess(through: tamper) { client, _ in
            let answer = try await client.call(EchoService.echo, [4])
            #expect(answer == [4])
        }
    }

    @Test func `[126] A call under another method's path is refused`() async throws {
        let node = try TestNode()
        let tamper = Tamper(method: { $0 == EchoService.echo ? EchoService.fail : $0 })
        try await node.runInProcess(through: tamper) { client, _ in
            let error = await thrown(RPCError.self) { try await client.call(EchoService.echo, [1]) }
            #expect(error?.code == .unavailable)
            #expect(node.echo.executions.withLock { $0 } == 0)
            #expect(node.events.refusedCalls == ["its outer method is not the sealed one"])
        }
    }

    @Test func `[126] A forged notice that the session is gone repeats a unary call at most once, in a new session`() async throws {
        let node = try TestNode()
        let forgeries = Mutex(0)
        let tamper = Tamper(response: { part in
            guard case .metadata = part, forgeries.withLock({ $0 }) == 0 else { return [part] }
            forgeries.withLock { $0 += 1 }
            return [.status(Status(code: .unauthenticated, message: "SESSION_UNKNOWN"), [:])]
        })
        try await node.runInProcess(through: tamper) { client, sessions in
            let answer = try await client.call(EchoService.echo, [1])
            #expect(answer == [1])
            #expect(sessions.statistics.accepted == 2)
        }
        // Always forged: the call ends, it does not go round for ever.
        let stubborn = Tamper(response: { part in
            guard case .metadata = part else { return [part] }
            return [.status(Status(code: .unauthenticated, message: "SESSION_UNKNOWN"), [:])]
        })
        try await node.runInProcess(through: stubborn) { client, sessions in
            #expect(await thrown(RPCError.self) { try await client.call(EchoService.echo, [1]) }?.code == .unavailable)
            #expect(sessions.statistics.accepted == 2)
        }
    }

    @Test func `Nothing of a call is readable outside its records`() async throws {
        let node = try TestNode()
        let tamper = Tamper()
        try await node.runInProcess(through: tamper) { client, _ in
            let request = ClientRequest(message: Array("canary message".utf8), metadata: ["x-canary": "canary value"])
            try await client.unary(
                request: request, descriptor: EchoService.echo, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { _ = try $0.message }
        }
        for part in tamper.seen.withLock({ $0 }) {
            switch part {
            case .metadata(let metadata): #expect(metadata.map { $0.key } == ["cloister-call-bin"])
            case .message(let bytes): #expect(!String(decoding: bytes, as: UTF8.self).contains("canary"))
            }
        }
    }
}
