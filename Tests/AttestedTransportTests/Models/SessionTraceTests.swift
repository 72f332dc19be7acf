import AttestedSession
import AttestedTransport
import GRPCCore
import Synchronization
import Testing

/// A real node's sessions, their ends and what its client makes of them, and what models/calls.pml says of that.
@Suite(.serialized, .enabled(if: ModelTrace.hasSpin, "Spin is not installed (make setup)"))
struct SessionTraceTests {
    /// A node whose looks at its sessions, whose clock and whose parties are the test's.
    private func node(_ recorder: SessionRecorder, _ clock: ManualClock, revokingInFirst: Bool = false) throws -> TestNode {
        let node = try TestNode()
        let isFirst = Mutex(revokingInFirst)
        var settings = SessionServerSettings(
            role: .control, evidence: node.platform.source(.control), nodes: nil, context: node.serverSettings.context,
            admitParty: { _ in
                recorder.admits(
                    revokingMeanwhile: isFirst.withLock { isFirst in
                        defer { isFirst = false }
                        return isFirst
                    })
            })
        settings.onEvent = { [events = node.events] in events.note($0) }
        settings.monotonic = { clock.now }
        settings.limits.sweep = .seconds(100_000)
        settings.limits.idle = .seconds(100_000)
        return node.with { $0.serverSettings = settings }
    }

    private func collect(_ client: GRPCClient<SealedClientTransport<TamperingTransport>>) async throws -> [UInt8] {
        try await client.clientStreaming(
            request: StreamingClientRequest { writer in for size in 1...2 { try await writer.write([UInt8](repeating: 1, count: size)) } },
            descriptor: EchoService.collect, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
        ) { try $0.message }
    }

    @Test func `A session that ends at its age, and the call that goes on in the next, are a behaviour of the model`() async throws {
        let (recorder, clock) = (SessionRecorder(calls: [2, 0, 1]), ManualClock())
        let node = try node(recorder, clock)
        try await node.runInProcess(through: recorder.network) { client, sessions in
            let sum = try await collect(client)
            #expect(String(decoding: sum, as: UTF8.self) == "3")
            clock.advance(node.serverSettings.limits.age)
            recorder.end(0)
            await recorder.look(at: sessions)
            let answer = try await client.call(EchoService.echo, [1])
            #expect(answer == [1])
            #expect(sessions.statistics.accepted == 2)
        }
        #expect(node.events.ends == [.age])
        let trace = recorder.trace
        #expect(try trace.isCheckedIn(as: "session-reconnect"))
        #expect(try await trace.isBehaviour())
        // The old session taking the call after its end; the call answered before it came; the second session before the first is given up.
        let unknown = try #require(trace.lines.firstIndex { $0.hasSuffix("refused") })
        #expect(try await !trace.turning(unknown).isBehaviour())
        let answer = try #require(trace.lines.lastIndex { $0.hasPrefix("answer") })
        #expect(try await !trace.swapping(answer, answer - 1).isBehaviour())
        let again = try #require(trace.lines.firstIndex { $0.hasPrefix("admit 1") })
        #expect(try await !trace.swapping(again, again - 1).isBehaviour())
    }

    @Test func `[34] A revocation ends the open call and lets no other begin, as in the model`() async throws {
        let (recorder, clock) = (SessionRecorder(calls: [0]), ManualClock())
        let node = try node(recorder, clock)
        try await node.runInProcess(through: recorder.network) { client, sessions in
            await withTaskGroup(of: RPCError?.self) { group in
                group.addTask { await thrown { try await client.call(EchoService.sleep, [1]) } }
                #expect(await eventually { node.echo.executions.withLock { $0 } == 1 })
                recorder.handlerWasReached()
                recorder.revoke()
                await recorder.look(at: sessions)
                for await error in group { #expect(error?.code == .unauthenticated) }
            }
            #expect(await thrown(AttestedTransportError.self) { try await client.call(EchoService.echo, [1]) }?.code == .refusedByPeer)
        }
        #expect(node.events.ends == [.revoked])
        let trace = recorder.trace
        #expect(try trace.isCheckedIn(as: "session-revoked"))
        #expect(try await trace.isBehaviour())
        // Admitted after all; an answer of the handler in place of the session's end.
        #expect(try await !trace.turning(trace.lines.count - 1).isBehaviour())
        let revoked = try #require(trace.lines.firstIndex { $0.hasPrefix("revoke") })
        var answered = trace
        answered.lines.insert("answer 0 ok", at: revoked + 1)
        #expect(try await !answered.isBehaviour())
    }

    @Test func `[34] A party revoked between the two questions gets no session, as in the model`() async throws {
        let (recorder, clock) = (SessionRecorder(calls: []), ManualClock())
        let node = try node(recorder, clock, revokingInFirst: true)
        try await node.runInProcess(through: recorder.network) { client, sessions in
            for _ in 0..<2 {
                let error = await thrown(AttestedTransportError.self) { try await client.call(EchoService.echo, [1]) }
                #expect(error?.code == .refusedByPeer)
            }
            #expect(sessions.statistics.accepted == 0)
        }
        let trace = recorder.trace
        #expect(trace.lines.dropFirst() == ["admit 0 ok", "revoke ok", "insert 0 refused", "admit 1 refused"])
        #expect(try await trace.isBehaviour())
        for refusal in [3, 4] { #expect(try await !trace.turning(refusal).isBehaviour()) }
    }
}
