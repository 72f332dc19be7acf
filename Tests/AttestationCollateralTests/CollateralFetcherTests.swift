import Testing
import Wire

@testable import Attestation
@testable import AttestationCollateral

/// What is asked, kept and served, with a transport and a clock of the test's own.
@Suite struct CollateralFetcherTests {
    let list: (body: [UInt8], window: ClosedRange<Int64>)
    let clock: TestClock

    init() throws {
        list = try Sample.rootList()
        clock = TestClock(UInt64(list.window.lowerBound) + 86_400)
    }

    private func ok(_ fields: [HTTPField] = [], _ body: [UInt8]? = nil) -> HTTPAnswer {
        HTTPAnswer(status: 200, fields: fields, body: body ?? list.body)
    }

    private func fetcher(
        _ transport: ScriptedTransport, limits: CollateralFetcher.Limits = .hasty, store: any CollateralStore = CollateralMemoryStore()
    ) throws -> CollateralFetcher {
        CollateralFetcher(sources: try CollateralSources(), limits: limits, clock: clock.clock, store: store, transport: transport)
    }

    /// The error of one fetch from a source that always answers so, and how often it was asked.
    private func failure(_ answer: HTTPAnswer) async throws -> (error: CollateralError?, requests: Int) {
        let transport = ScriptedTransport { _, _ in answer }
        let fetcher = try fetcher(transport)
        let error = await #expect(throws: CollateralError.self) { _ = try await fetcher.fetch(.intelRootList) }
        return (error, transport.requests.count)
    }

    @Test func `What is fresh is not asked for again`() async throws {
        let answer = ok()
        let transport = ScriptedTransport { _, _ in answer }
        let fetcher = try fetcher(transport)
        #expect(try await fetcher.fetch(.intelRootList).origin == .source)
        #expect(try await fetcher.fetch(.intelRootList).origin == .cache)
        #expect(transport.requests.map(\.address) == ["https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"])
    }

    @Test func `What was kept is confirmed by 304 and is fresh again`() async throws {
        let answer = ok([HTTPField("ETag", "\"a\""), HTTPField("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")])
        let transport = ScriptedTransport { _, number in number == 1 ? answer : HTTPAnswer(status: 304, fields: [], body: []) }
        let fetcher = try fetcher(transport)
        let first = try await fetcher.fetch(.intelRootList)
        clock.set(clock.clock.now() + 3601)
        let second = try await fetcher.fetch(.intelRootList)
        #expect(second.origin == .confirmed && second.answer == first.answer)
        #expect(
            transport.requests.last?.headers == [
                HTTPField("If-None-Match", "\"a\""), HTTPField("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ])
        #expect(try await fetcher.fetch(.intelRootList).origin == .cache)
    }

    @Test func `304 to a question without conditions is no answer`() async throws {
        let (error, requests) = try await failure(HTTPAnswer(status: 304, fields: [], body: []))
        #expect(error?.code == .malformed && requests == 1)
        // Nor with a body that would be one.
        #expect(try await failure(HTTPAnswer(status: 304, fields: [], body: list.body)).error?.code == .malformed)
    }

    @Test func `[8] What was kept without a mark to know it by is not confirmed by 304`() async throws {
        let answer = ok()
        let transport = ScriptedTransport { _, number in number == 1 ? answer : HTTPAnswer(status: 304, fields: [], body: []) }
        let fetcher = try fetcher(transport)
        _ = try await fetcher.fetch(.intelRootList)
        clock.set(clock.clock.now() + 3601)
        let error = await #expect(throws: CollateralError.self) { _ = try await fetcher.fetch(.intelRootList) }
        #expect(error?.code == .malformed && transport.requests.count == 2)
    }

    @Test(
        "What a source refuses is refused at once",
        arguments: [
            (404, CollateralError.Code.notFound), (410, .notFound), (301, .redirected), (307, .redirected), (400, .refused),
            (401, .refused),
            (206, .refused), (100, .refused),
        ])
    func refused(status: Int, code: CollateralError.Code) async throws {
        let (error, requests) = try await failure(HTTPAnswer(status: status, fields: [], body: list.body))
        #expect(error?.code == code && requests == 1)
    }

    @Test(arguments: ["7", "date"]) func `A busy source is left alone for as long as it asks`(demand: String) async throws {
        // 2026 in these sets; the date is worked out from the clock.
        let now = clock.clock.now()
        let value = demand == "date" ? HTTPDateText.text(now + 7) : demand
        let answer = ok()
        let busy = HTTPAnswer(status: 429, fields: [HTTPField("Retry-After", value)], body: [])
        let transport = ScriptedTransport { _, number in number == 1 ? busy : answer }
        #expect(try await fetcher(transport).fetch(.intelRootList).origin == .source)
        #expect(clock.naps == [.seconds(7)])
    }

    @Test(arguments: [429, 500, 502, 503, 504, 408])
    func `A source that stays busy is given up after so many questions`(status: Int) async throws {
        let (error, requests) = try await failure(HTTPAnswer(status: status, fields: [], body: []))
        #expect(error?.code == .busy && requests == 4)
        let (soon, once) = try await failure(HTTPAnswer(status: status, fields: [HTTPField("Retry-After", "31")], body: []))
        #expect(soon?.code == .busy && once == 1)
    }

    @Test func `An answer about something else, in another form or out of its time is refused and not kept`() async throws {
        let other = [UInt8](hex: try Vectors.set(Sample.sgxSet).collateral.pck_crl) ?? []
        let mismatch = try await failure(ok([], other)).error
        #expect(mismatch?.code == .malformed && mismatch?.cause?.refusal == .collateralMismatch)
        let cut = try await failure(ok([], Array(list.body.dropLast()))).error
        #expect(cut?.code == .malformed && cut?.cause?.refusal == .endorsementMalformed)
        #expect(try await failure(ok([HTTPField("Content-Type", "text/html")])).error?.code == .malformed)
        #expect(try await failure(ok([HTTPField("Content-Encoding", "gzip")])).error?.code == .malformed)
        clock.set(UInt64(list.window.upperBound) + 1)
        #expect(try await failure(ok()).error?.code == .expired)
        clock.set(UInt64(list.window.lowerBound) - 1)
        #expect(try await failure(ok()).error?.code == .expired)
    }

    @Test func `[8] What is kept stands in for an absent source while it is valid, and not a second longer`() async throws {
        let answer = ok()
        let transport = ScriptedTransport { _, number in
            guard number == 1 else { throw CollateralError(.unreachable, "gone") }
            return answer
        }
        let fetcher = try fetcher(transport)
        _ = try await fetcher.fetch(.intelRootList)
        let end = UInt64(list.window.upperBound)
        clock.set(end - 60)
        #expect(try await fetcher.fetch(.intelRootList).origin == .stale)
        clock.set(end + 1)
        let error = await #expect(throws: CollateralError.self) { _ = try await fetcher.fetch(.intelRootList) }
        #expect(error?.code == .unreachable)
        #expect(transport.requests.last?.isConditional == false)
    }

    @Test func `[8] What expires while the source is asked in vain serves no more`() async throws {
        let answer = ok()
        let transport = ScriptedTransport { _, number in
            guard number == 1 else { throw CollateralError(.unreachable, "gone") }
            return answer
        }
        let fetcher = try fetcher(transport)
        _ = try await fetcher.fetch(.intelRootList)
        let (clock, end) = (clock, UInt64(list.window.upperBound))
        let slow = ScriptedTransport { _, _ in
            clock.set(end + 1)
            throw CollateralError(.busy, "late")
        }
        clock.set(end)
        let late = try self.fetcher(slow, store: fetcher.store)
        let error = await #expect(throws: CollateralError.self) { _ = try await late.fetch(.intelRootList) }
        #expect(error?.code == .busy)
    }

    @Test func `[8] What is kept does not stand in for a source that says no`() async throws {
        let answer = ok()
        let transport = ScriptedTransport { _, number in number == 1 ? answer : HTTPAnswer(status: 404, fields: [], body: []) }
        let fetcher = try fetcher(transport)
        _ = try await fetcher.fetch(.intelRootList)
        clock.set(clock.clock.now() + 3601)
        let error = await #expect(throws: CollateralError.self) { _ = try await fetcher.fetch(.intelRootList) }
        #expect(error?.code == .notFound)
    }

    @Test func `Offline nobody is asked`() async throws {
        let transport = ScriptedTransport { _, _ in throw CollateralError(.refused, "asked") }
        var limits = CollateralFetcher.Limits.hasty
        limits.isOffline = true
        let store = CollateralMemoryStore()
        let fetcher = try fetcher(transport, limits: limits, store: store)
        let error = await #expect(throws: CollateralError.self) { _ = try await fetcher.fetch(.intelRootList) }
        #expect(error?.code == .offline)
        let address = CollateralRequest(.intelRootList, from: try CollateralSources()).address
        store.keep(
            CollateralEntry(
                address: address, fetchedAt: 1, freshUntil: 1, tag: nil, lastModified: nil, issuerChain: nil, body: list.body))
        #expect(try await fetcher.fetch(.intelRootList).origin == .stale)
        #expect(transport.requests.isEmpty)
    }

    @Test func `[101] Many who want the same share one question`() async throws {
        let answer = ok()
        let transport = ScriptedTransport { _, _ in
            for _ in 0..<50 { await Task.yield() }
            return answer
        }
        let fetcher = try fetcher(transport)
        let origins = try await withThrowingTaskGroup(of: FetchedPiece.Origin.self) { group in
            for _ in 0..<16 { group.addTask { try await fetcher.fetch(.intelRootList).origin } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(origins.count == 16)
        #expect(transport.requests.count == 1)
    }

    @Test func `A host is asked no faster than it may be`() async throws {
        let answer = ok()
        let transport = ScriptedTransport { _, _ in answer }
        let fetcher = try fetcher(transport, limits: CollateralFetcher.Limits())
        for _ in 0..<3 { _ = try await fetcher.fetch(.intelRootList, isRefreshing: true) }
        #expect(clock.naps == [.milliseconds(250), .milliseconds(250)])
    }
}

/// Dates as servers write them.
enum HTTPDateText {
    static func text(_ seconds: UInt64) -> String {
        let text = CivilTime.rfc3339(Int64(seconds))
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split { "-TZ".contains($0) }
        return "Mon, \(parts[2]) \(months[(Int(parts[1]) ?? 1) - 1]) \(parts[0]) \(parts[3]) GMT"
    }
}
