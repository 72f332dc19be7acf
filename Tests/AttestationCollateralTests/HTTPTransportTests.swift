import Testing

@testable import Attestation
@testable import AttestationCollateral

/// What a server may do to whoever asks it.
@Suite struct HTTPTransportTests {
    private func answer(_ reply: Reply, within timeouts: HTTPTransport.Timeouts = .init()) async throws -> HTTPAnswer {
        try await LoopbackServer.with({ _ in reply }) { server in
            let request = CollateralRequest(.intelRootList, from: try CollateralSources(intel: server.address))
            return try await HTTPTransport.with(timeouts) { try await $0.answer(to: request) }
        }
    }

    @Test func `An answer comes whole, with its head`() async throws {
        let answer = try await answer(.answer(200, headers: ["ETag": "\"1\""], body: [1, 2, 3]))
        #expect(answer.status == 200 && answer.body == [1, 2, 3] && answer.validator("etag") == "\"1\"")
    }

    @Test func `[73] Nobody is followed elsewhere`() async throws {
        try await LoopbackServer.with({ _ in .answer(200, body: [1]) }) { other in
            let answer = try await answer(.answer(302, headers: ["Location": "\(other.address)/x"]))
            #expect(answer.status == 302)
            #expect(other.requests.isEmpty)
        }
    }

    @Test(
        "[75] A broken answer is no answer",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "no HTTP at all\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Le", "",
        ])
    func broken(text: String) async throws {
        let error = await #expect(throws: CollateralError.self) { _ = try await answer(.raw(Array(text.utf8))) }
        #expect(error?.code == .unreachable)
    }

    @Test func `[75] A body beyond its bound is not read further`() async throws {
        let endless = await #expect(throws: CollateralError.self) { _ = try await answer(.flood) }
        #expect(endless?.code == .tooLarge)
        let long = await #expect(throws: CollateralError.self) {
            _ = try await answer(.answer(200, body: [UInt8](repeating: 0, count: (64 << 10) + 1)))
        }
        #expect(long?.code == .tooLarge)
        #expect(try await answer(.answer(200, body: [UInt8](repeating: 0, count: 64 << 10))).body.count == 64 << 10)
    }

    @Test func `[75] An answer that trickles, or never begins, ends in time`() async throws {
        var short = HTTPTransport.Timeouts()
        short.whole = .milliseconds(400)
        let timeouts = short
        let trickle = await #expect(throws: CollateralError.self) { _ = try await answer(.trickle, within: timeouts) }
        #expect(trickle?.code == .timedOut)
        let silence = await #expect(throws: CollateralError.self) { _ = try await answer(.silence, within: timeouts) }
        #expect(silence?.code == .timedOut)
    }

    @Test func `[75] The end of the whole time ends a question, however much of an answer has come`() async throws {
        // Nothing else ends it: the other bounds are hours away.
        var timeouts = HTTPTransport.Timeouts()
        (timeouts.read, timeouts.whole) = (.seconds(7200), .seconds(3600))
        for reply in [Reply.trickle, .silence] {
            let (error, naps) = try await Self.ended(reply, within: timeouts)
            #expect(error?.code == .timedOut)
            #expect(naps == [.seconds(3600)])
        }
    }

    /// What becomes of a question whose whole time is over as soon as the server has it.
    private static func ended(_ reply: Reply, within timeouts: HTTPTransport.Timeouts) async throws -> (CollateralError?, [Duration]) {
        let (asked, signal) = AsyncStream.makeStream(of: Void.self)
        let naps = Noted<Duration>()
        let answer: @Sendable (SeenRequest) -> Reply = { _ in
            signal.yield()
            return reply
        }
        let sleep: @Sendable (Duration) async throws -> Void = { duration in
            naps.note(duration)
            for await _ in asked { break }
        }
        let error = try await LoopbackServer.with(answer) { server in
            let request = CollateralRequest(.intelRootList, from: try CollateralSources(intel: server.address))
            return await #expect(throws: CollateralError.self) {
                _ = try await HTTPTransport.with(timeouts, sleep: sleep) { try await $0.answer(to: request) }
            }
        }
        return (error, naps.all)
    }

    @Test func `A port where nobody listens is unreachable`() async throws {
        let port = try await LoopbackServer.with({ _ in .silence }) { $0.port }
        let request = CollateralRequest(.intelRootList, from: try CollateralSources(intel: "http://127.0.0.1:\(port)"))
        let error = await #expect(throws: CollateralError.self) {
            _ = try await HTTPTransport.with(HTTPTransport.Timeouts()) { try await $0.answer(to: request) }
        }
        #expect(error?.code == .unreachable)
    }

    @Test func `A question is cancelled while nobody answers`() async throws {
        let (asked, signal) = AsyncStream.makeStream(of: Void.self)
        await LoopbackServer.cancelling(asked, signal) { server in
            let request = CollateralRequest(.intelRootList, from: try CollateralSources(intel: server.address))
            return try await HTTPTransport.with(HTTPTransport.Timeouts()) { try await $0.answer(to: request) }
        }
    }
}

extension LoopbackServer {
    /// Cancels `question` as soon as it was asked, and expects that it ends so.
    fileprivate static func cancelling(
        _ asked: AsyncStream<Void>, _ signal: AsyncStream<Void>.Continuation,
        _ question: @escaping @Sendable (LoopbackServer) async throws -> HTTPAnswer
    ) async {
        let reply: @Sendable (SeenRequest) -> Reply = { _ in
            signal.yield()
            return .silence
        }
        await #expect(throws: CancellationError.self) {
            try await with(reply) { server in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await question(server) }
                    var first = asked.makeAsyncIterator()
                    await first.next()
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }
}
