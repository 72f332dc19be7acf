import Attestation
import AttestedSession
import AttestedTransport
import ControlAPI
import Crypto
import GRPCCore
import Synchronization
import Testing

@Suite struct SessionTests {
    private func session(_ node: TestNode) async -> AttestedTransportError? {
        await thrown { try await node.runInProcess { client, _ in try await client.call(EchoService.echo, [1]) } }
    }

    @Test func `Evidence of other software is refused with every failure, and nothing is sent`() async throws {
        let node = try TestNode(measurement: [UInt8](repeating: 8, count: 32))
        let tamper = Tamper()
        let appraisals = Mutex<[AppraisalRecord]>([])
        var settings = node.clientSettings
        settings.onAppraised = { record, context in
            appraisals.withLock { $0.append(record) }
            #expect(context.ledgerOrigin == TestNode.origin)
        }
        let noted = settings
        try await node.runInProcess(through: tamper, clientSettings: noted) { client, sessions in
            let error = await thrown(AttestedTransportError.self) { try await client.call(EchoService.echo, [1]) }
            #expect(error?.code == .appraisalRefused)
            #expect(error?.failures.map(\.code) == [.measurementNotAccepted])
            #expect(sessions.statistics.accepted == 0)
        }
        #expect(tamper.seen.withLock { $0.isEmpty })
        #expect(appraisals.withLock { $0.count } == 1)
        #expect(node.echo.executions.withLock { $0 } == 0)
    }

    @Test func `Evidence of a foreign platform is refused`() async throws {
        var node = try TestNode()
        node.clientSettings = SessionInitiatorSettings(
            appraiser: try FakePlatform().appraiser(), responder: .control, credential: node.party.credential, ledgerOrigin: nil)
        #expect(await session(node)?.failures.map(\.code) == [.notAuthentic])
    }

    @Test func `[36] A node of another role is refused by either side`() async throws {
        var node = try TestNode()
        node.clientSettings = SessionInitiatorSettings(
            appraiser: try node.platform.appraiser(), responder: .executor, credential: node.party.credential, ledgerOrigin: nil)
        #expect(await session(node)?.code == .refusedByPeer)

        // A server that takes itself for a control node, with evidence that says executor.
        node = try TestNode(platform: node.platform, party: node.party)
        let impostor = SessionServerSettings(
            role: .control, evidence: node.platform.source(.executor), nodes: nil, context: node.serverSettings.context,
            admitParty: { _ in true })
        node.serverSettings = impostor
        #expect(await session(node)?.failures.map(\.code) == [.roleMismatch])
    }

    @Test func `A node with good evidence begins a session, others do not`() async throws {
        let node = try TestNode()
        func settings(_ source: FakeSource, _ role: NodeRole) throws -> SessionInitiatorSettings {
            SessionInitiatorSettings(
                appraiser: try node.platform.appraiser(), responder: .control, credential: .node(source, role),
                ledgerOrigin: TestNode.origin)
        }
        try await node.runInProcess(clientSettings: try settings(node.platform.source(.executor), .executor)) { client, _ in
            let answer = try await client.call(EchoService.echo, [1])
            #expect(answer == [1])
        }
        let bad = try settings(node.platform.source(.executor, measurement: [UInt8](repeating: 9, count: 32)), .executor)
        let refused = await thrown(AttestedTransportError.self) {
            try await node.runInProcess(clientSettings: bad) { client, _ in try await client.call(EchoService.echo, [1]) }
        }
        #expect(refused?.code == .refusedByPeer)
        #expect(node.events.refusals.contains { $0.contains("MEASUREMENT_NOT_ACCEPTED") })
        #expect(refused?.message.contains("MEASUREMENT") == false)
        // A node's evidence says executor, its hello control.
        let confused = try settings(node.platform.source(.executor), .control)
        let mismatch = await thrown(AttestedTransportError.self) {
            try await node.runInProcess(clientSettings: confused) { client, _ in try await client.call(EchoService.echo, [1]) }
        }
        #expect(mismatch?.code == .refusedByPeer)
    }

    @Test func `A party that is not admitted, or signs with another key, is refused without a reason`() async throws {
        for isStranger in [true, false] {
            var node = try TestNode()
            let key = isStranger ? FakeParty() : node.party
            let other = P256.Signing.PrivateKey()
            node.clientSettings = SessionInitiatorSettings(
                appraiser: try node.platform.appraiser(), responder: .control,
                credential: isStranger
                    ? key.credential
                    : .party(signingKey: key.signingKey) { Array(try other.signature(for: $0).rawRepresentation) },
                ledgerOrigin: TestNode.origin)
            #expect(await session(node)?.code == .refusedByPeer)
            #expect(node.events.refusals.count == 1)
        }
    }

    @Test func `Another ledger than the expected one is refused`() async throws {
        var node = try TestNode()
        node.clientSettings = SessionInitiatorSettings(
            appraiser: try node.platform.appraiser(), responder: .control, credential: node.party.credential, ledgerOrigin: "other/ledger")
        #expect(await session(node)?.code == .refusedByPeer)
    }

    @Test func `A credential that cannot be made is named as such`() async throws {
        var node = try TestNode()
        struct Locked: Error {}
        node.clientSettings = SessionInitiatorSettings(
            appraiser: try node.platform.appraiser(), responder: .control,
            credential: .party(signingKey: node.party.signingKey) { _ in throw Locked() }, ledgerOrigin: nil)
        #expect(await session(node)?.code == .credential)
    }

    @Test func `Calls that wait for one handshake fail with it`() async throws {
        let node = try TestNode(measurement: [UInt8](repeating: 8, count: 32))
        try await node.runInProcess { client, sessions in
            try await withThrowingTaskGroup(of: AttestedTransportError?.self) { group in
                for _ in 0..<20 { group.addTask { await thrown { try await client.call(EchoService.echo, [1]) } } }
                for try await error in group { #expect(error?.code == .appraisalRefused) }
            }
            #expect(sessions.statistics.refused < 20)
        }
    }

    @Test func `A session that has aged is replaced before the next call`() async throws {
        let clock = ManualClock()
        let node = try TestNode().with {
            $0.serverSettings.monotonic = { clock.now }
            $0.clientSettings.monotonic = { clock.now }
            $0.clientSettings.idleLimit = .seconds(100_000)
        }
        try await node.runInProcess { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            clock.advance(node.serverSettings.limits.age)
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 0)
            _ = try await client.call(EchoService.echo, [1])
            #expect(sessions.statistics.accepted == 2)
        }
        #expect(node.events.ends == [.age])
    }

    @Test func `A session that the server dropped is replaced, and the unary call goes through`() async throws {
        let clock = ManualClock()
        let node = try TestNode().with { $0.serverSettings.monotonic = { clock.now } }
        try await node.runInProcess { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            clock.advance(node.serverSettings.limits.idle)
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 0)
            let answer = try await client.call(EchoService.echo, [2])
            #expect(answer == [2])
            #expect(sessions.statistics.accepted == 2)
            #expect(node.echo.executions.withLock { $0 } == 2)
            // A stream cannot be repeated; the call after it has a session again.
            clock.advance(node.serverSettings.limits.idle)
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 0)
            let error = await thrown(RPCError.self) {
                try await client.clientStreaming(
                    request: StreamingClientRequest { try await $0.write([1]) }, descriptor: EchoService.collect, serializer: RawBytes(),
                    deserializer: RawBytes(), options: .defaults
                ) { try $0.message }
            }
            #expect(error?.code == .unavailable)
            let answer2 = try await client.call(EchoService.echo, [3])
            #expect(answer2 == [3])
        }
    }

    @Test func `[34] Ending sessions cuts their open calls off, and the party may not come back`() async throws {
        let suspended = Mutex(false)
        let node = try TestNode().with { node in
            node.serverSettings = SessionServerSettings(
                role: .control, evidence: node.platform.source(.control), nodes: nil, context: node.serverSettings.context,
                admitParty: { _ in !suspended.withLock { $0 } })
            node.serverSettings.onEvent = { [events = node.events] in events.note($0) }
        }
        try await node.runInProcess { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            try await withThrowingTaskGroup(of: RPCError?.self) { group in
                group.addTask { await thrown { try await client.call(EchoService.sleep, [1]) } }
                group.addTask {
                    await thrown {
                        try await client.bidirectionalStreaming(
                            request: StreamingClientRequest { writer in
                                try await writer.write([1])
                                try await Task.sleep(for: .seconds(60))
                            }, descriptor: EchoService.chat, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                        ) { response in for try await _ in response.messages {} }
                    }
                }
                #expect(await eventually { node.echo.executions.withLock { $0 } == 2 })
                suspended.withLock { $0 = true }
                await sessions.endSessions { _ in true }
                for try await error in group { #expect(error?.code == .unauthenticated) }
            }
            #expect(sessions.statistics.sessions == 0)
            let refused = await thrown(AttestedTransportError.self) { try await client.call(EchoService.echo, [1]) }
            #expect(refused?.code == .refusedByPeer)
        }
    }

    @Test func `Only so many sessions are kept, the idle ones give way`() async throws {
        let node = try TestNode().with { $0.serverSettings.limits.sessionsPerPeer = 2 }
        try await node.run { endpoint, sessions in
            for _ in 0..<5 {
                try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings) { client in
                    let answer = try await client.call(EchoService.echo, [1])
                    #expect(answer == [1])
                }
            }
            #expect(sessions.statistics.sessions == 2)
            #expect(sessions.statistics.accepted == 5)
        }
        #expect(node.events.ends == [.displaced, .displaced, .displaced])
    }

    @Test func `One session has only so many calls at once`() async throws {
        let node = try TestNode().with { $0.serverSettings.limits.callsPerSession = 2 }
        try await node.runInProcess { client, sessions in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 { group.addTask { _ = try? await client.call(EchoService.sleep, [1]) } }
                #expect(await eventually { node.echo.executions.withLock { $0 } == 2 })
                #expect(await thrown(RPCError.self) { try await client.call(EchoService.echo, [1]) }?.code == .unavailable)
                await sessions.endSessions { _ in true }
                group.cancelAll()
            }
            #expect(node.events.refusedCalls.contains("its session has too many calls"))
        }
    }

    @Test func `[101] A flood of handshakes is turned away before any quote is made`() async throws {
        let quotes = Mutex(0)
        struct Counting: EvidenceSource {
            let base: FakeSource
            let count: @Sendable () -> Void
            func evidence(for reportData: ReportData) async throws -> Evidence {
                count()
                return try await base.evidence(for: reportData)
            }
        }
        let node = try TestNode().with { node in
            var slow = node.platform.source(.control)
            slow.delay = .milliseconds(300)
            node.serverSettings = SessionServerSettings(
                role: .control, evidence: Counting(base: slow) { quotes.withLock { $0 += 1 } }, nodes: nil,
                context: node.serverSettings.context, admitParty: { _ in true })
            node.serverSettings.limits.handshakesPerAddress = 3
        }
        try await node.run { endpoint, sessions in
            let results = await withTaskGroup(of: AttestedTransportError?.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        await thrown { try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings) { _ in } }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let refused = results.compactMap { $0 }
            #expect(!refused.isEmpty && refused.allSatisfy { $0.code == .refusedByPeer })
            #expect(sessions.statistics.turnedAway == UInt64(refused.count))
            #expect((1...(results.count - refused.count)).contains(quotes.withLock { $0 }))
            #expect(sessions.statistics.handshakes == 0)
        }
    }

    @Test func `[97] A handshake that stops halfway ends by itself`() async throws {
        let node = try TestNode().with { $0.serverSettings.limits.handshake = .milliseconds(200) }
        try await node.runInProcess { client, sessions in
            let stub = Cloister_V1_SessionService.Client(wrapping: client)
            let error = await thrown(RPCError.self) {
                try await stub.handshake { _ in
                    try await Task.sleep(for: .seconds(30))
                } onResponse: { response in
                    for try await _ in response.messages {}
                }
            }
            #expect(error?.code == .permissionDenied)
            #expect(sessions.statistics.handshakes == 0)
            #expect(node.events.refusals == ["it took too long"])
        }
    }

    @Test func `[102] Garbage instead of a handshake is refused with one generic word`() async throws {
        let node = try TestNode()
        try await node.runInProcess { client, sessions in
            let stub = Cloister_V1_SessionService.Client(wrapping: client)
            for payload in [[], [1], [UInt8](repeating: 255, count: 200), [UInt8](repeating: 0, count: 120_000)] {
                let error = await thrown(RPCError.self) {
                    try await stub.handshake { writer in
                        var message = Cloister_V1_HandshakeMessage()
                        message.payload.append(contentsOf: payload)
                        try await writer.write(message)
                    } onResponse: { response in
                        for try await _ in response.messages {}
                    }
                }
                #expect(error?.code == .permissionDenied)
                #expect(error?.message == SessionError.wireMessage)
            }
            #expect(sessions.statistics.refused == 4)
        }
    }
}
