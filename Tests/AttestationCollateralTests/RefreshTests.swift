import Testing

@testable import Attestation
@testable import AttestationCollateral

@Suite struct RefreshTests {
    @Test func `What was fetched is asked for again before it expires, and a failure is told and tried again`() async throws {
        let list = try Sample.rootList()
        let (start, end) = (UInt64(list.window.lowerBound), UInt64(list.window.upperBound))
        let clock = TestClock(start)
        let (asked, signal) = AsyncStream.makeStream(of: Int.self)
        let transport = ScriptedTransport { _, number in
            signal.yield(number)
            // The first answer, then a source that is gone (four questions), then one that is back.
            if 2...5 ~= number { throw CollateralError(.unreachable, "gone") }
            return HTTPAnswer(status: 200, fields: [], body: list.body)
        }
        let fetcher = CollateralFetcher(
            sources: try CollateralSources(), limits: .hasty, clock: clock.clock, store: CollateralMemoryStore(), transport: transport)
        _ = try await fetcher.fetch(.intelRootList)
        let told = Noted<CollateralError.Code>()
        let loop = Task { await fetcher.run { error in told.note(error.code) } }
        for await number in asked where number == 6 { break }
        let now = clock.clock.now()
        loop.cancel()
        await loop.value
        #expect(told.all == [.unreachable])
        #expect(now < end && now > start + (end - start) / 2)
    }
}
