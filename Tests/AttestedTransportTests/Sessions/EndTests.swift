import Attestation
import AttestedSession
import GRPCCore
import Synchronization
import Testing

@testable import AttestedTransport

/// Sessions end on both sides when they must, used or not. The clock is the test's; the server's and the client's looks are made by hand.
@Suite struct EndTests {
    /// What the node and its client accept, and when.
    private final class Circumstances: Sendable {
        let clock = ManualClock()
        let auditors: Auditors
        let serverReleases: ReleaseStore
        let clientReleases: ReleaseStore
        let nodes: Mutex<Appraiser>
        let responders: Mutex<Appraiser>

        init(_ platform: FakePlatform) throws {
            auditors = try Auditors()
            serverReleases = try auditors.store(1)
            clientReleases = try auditors.store(1)
            nodes = Mutex(try platform.appraiser())
            responders = Mutex(try platform.appraiser())
        }
    }

    /// A node whose circumstances the test can change; its client is a node too, or a party.
    private func make(_ isNode: Bool) throws -> (TestNode, Circumstances) {
        let node = try TestNode()
        let now = try Circumstances(node.platform)
        var server = SessionServerSettings(
            role: .control, evidence: node.platform.source(.control), nodes: nil,
            context: { try SessionContext(ledgerOrigin: TestNode.origin, release: now.serverReleases.head) }, admitParty: { _ in true })
        server.onEvent = { [events = node.events] in events.note($0) }
        server.nodes = { now.nodes.withLock { $0 } }
        server.releases = now.serverReleases
        server.clock = { now.auditors.time }
        server.monotonic = { now.clock.now }
        server.limits.idle = .seconds(100_000)
        // Neither end looks by itself: what one of them does must not hide what the other fails to do.
        server.limits.sweep = .seconds(100_000)
        var client = SessionInitiatorSettings(
            appraiser: try node.platform.appraiser(), responder: .control,
            credential: isNode ? .node(node.platform.source(.executor), .executor) : node.party.credential, ledgerOrigin: TestNode.origin)
        client.appraiser = { now.responders.withLock { $0 } }
        client.releases = now.clientReleases
        client.clock = { now.auditors.time }
        client.monotonic = { now.clock.now }
        client.idleLimit = .seconds(100_000)
        client.sweep = .seconds(100_000)
        let changed = node.with {
            $0.serverSettings = server
            $0.clientSettings = client
        }
        return (changed, now)
    }

    private func appraiser(of platform: FakePlatform, accepting byte: UInt8 = 7, hardware: UInt8 = 1) throws -> Appraiser {
        let measurement = try Measurement(platform: .tdx, digest: [UInt8](repeating: byte, count: 32))
        let machine = try HardwareID(platform: .tdx, bytes: [UInt8](repeating: hardware, count: 16))
        return Appraiser(
            verifiers: [FakeVerifier(root: platform.root.publicKey)],
            policy: AppraisalPolicy {
                MeasurementIsAccepted(control: [measurement], executor: [measurement])
                HardwareIsAccepted([machine])
            })
    }

    @Test func `[34] What must end ends within a minute, and the next look finds it`() {
        let limits = SessionServerSettings.Limits()
        #expect(limits.sweep + limits.reappraisal <= .seconds(60))
        let node = try? TestNode()
        #expect(node.map { $0.clientSettings.sweep + $0.clientSettings.reappraisal <= .seconds(60) } == true)
    }

    @Test func `[34] An idle session ends at its age on the server`() async throws {
        let (node, now) = try make(false)
        try await node.runInProcess { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            now.clock.advance(node.serverSettings.limits.age - .seconds(1))
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 1)
            now.clock.advance(.seconds(1))
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 0 && node.events.ends == [.age])
        }
    }

    @Test func `[34] Another manifest at the server ends every session made under the one before`() async throws {
        let (node, now) = try make(false)
        try await node.runInProcess { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 1)
            try now.serverReleases.accept(try now.auditors.chain(2), at: now.auditors.time)
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 0 && node.events.ends == [.release])
            // The client, which is behind, catches up on its own.
            let answer = try await client.call(EchoService.echo, [3])
            #expect(answer == [3] && now.clientReleases.head == now.serverReleases.head)
        }
    }

    @Test(arguments: [true, false])
    func `[34] A node whose software or machine is no longer accepted loses its session and its open streams`(
        _ isSoftware: Bool
    ) async throws {
        let (node, now) = try make(true)
        try await node.runInProcess { client, sessions in
            try await withThrowingTaskGroup(of: RPCError?.self) { group in
                group.addTask { await thrown { try await client.call(EchoService.sleep, [1]) } }
                #expect(await eventually { node.echo.executions.withLock { $0 } == 1 })
                let other = try appraiser(of: node.platform, accepting: isSoftware ? 9 : 7, hardware: isSoftware ? 1 : 2)
                now.nodes.withLock { $0 = other }
                now.clock.advance(node.serverSettings.limits.reappraisal)
                await sessions.sweep()
                #expect(sessions.statistics.sessions == 0)
                await sessions.endSessions { _ in true }
                for try await error in group {
                    #expect(error?.code == .unauthenticated)
                    // Sealed: the client knows that it was the node.
                    #expect(error?.message == "The session was ended.")
                }
            }
            #expect(node.events.ends == [.appraisal] && sessions.statistics.sessions == 0)
            #expect(await thrown(AttestedTransportError.self) { try await client.call(EchoService.echo, [1]) }?.code == .refusedByPeer)
        }
    }

    @Test func `A party's session is not touched by what is accepted of nodes`() async throws {
        let (node, now) = try make(false)
        try await node.runInProcess { client, sessions in
            _ = try await client.call(EchoService.echo, [1])
            let other = try appraiser(of: node.platform, accepting: 9)
            now.nodes.withLock { $0 = other }
            now.clock.advance(.seconds(60))
            await sessions.sweep()
            #expect(sessions.statistics.sessions == 1)
        }
    }

    /// What ends a session on the client's side, idle or not.
    private static let reasons: [String] = ["age", "release", "software", "hardware"]

    @Test(arguments: reasons) func `[34] A client drops a session, and its open calls, when it must end`(_ reason: String) async throws {
        let (node, now) = try make(false)
        try await node.run { endpoint, sessions in
            let channel = try AttestedChannel(to: endpoint, settings: node.clientSettings)
            try await withThrowingTaskGroup(of: RPCError?.self) { group in
                let connections = Task { try? await channel.run() }
                group.addTask { await thrown { try await channel.client.call(EchoService.sleep, [1]) } }
                group.addTask {
                    await thrown {
                        try await channel.client.bidirectionalStreaming(
                            request: StreamingClientRequest { writer in
                                try await writer.write([1])
                                try await Task.sleep(for: .seconds(600))
                            }, descriptor: EchoService.chat, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                        ) { response in for try await _ in response.messages {} }
                    }
                }
                #expect(await eventually { sessions.statistics.calls == 2 })
                await channel.reviewSession()
                #expect(sessions.statistics.calls == 2)
                try change(reason, now, node)
                await channel.reviewSession()
                let hasEnded = await eventually { sessions.statistics.calls == 0 }
                #expect(hasEnded)
                if !hasEnded { group.cancelAll() }
                for try await error in group { #expect(error?.code == .unauthenticated) }
                let next = await thrown(AttestedTransportError.self) { try await channel.client.call(EchoService.echo, [1]) }
                let expected: AttestedTransportError.Code? =
                    switch reason {
                    case "age", "release": nil
                    default: .appraisalRefused
                    }
                #expect(next?.code == expected)
                connections.cancel()
                await connections.value
            }
        }
    }

    private func change(_ reason: String, _ now: Circumstances, _ node: TestNode) throws {
        switch reason {
        case "age": now.clock.advance(.seconds(3600))
        case "release": try now.clientReleases.accept(try now.auditors.chain(2), at: now.auditors.time)
        default:
            let other = try appraiser(of: node.platform, accepting: reason == "software" ? 9 : 7, hardware: reason == "hardware" ? 2 : 1)
            now.responders.withLock { $0 = other }
            now.clock.advance(node.clientSettings.reappraisal)
        }
    }
}
