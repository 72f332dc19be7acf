import AttestedSession
import Testing

/// Real records and call identifiers, and what models/calls.pml says of them.
@Suite(.serialized, .enabled(if: ModelTrace.hasSpin, "Spin is not installed (make setup)"))
struct CallTraceTests {
    /// A responder's streams over the real registry, openers and sealers.
    struct Server {
        var registry = CallRegistry()
        var openers: [Int: (id: CallID, opener: RecordOpener)] = [:]
        let keys: SessionKeys
        var trace: ModelTrace

        mutating func stream(_ stream: Int, call: Int, _ id: CallID) {
            openers[stream] = (id, RecordOpener(keys.callKeys(id).clientToServer))
            trace.note("stream \(stream) 0 \(call) 0", true)
        }

        /// Opens a record as a server does: the call is taken once its header has opened.
        mutating func open(_ stream: Int, call: Int, place: Int, _ record: [UInt8], isFirst: Bool) throws -> Bool {
            var entry = try #require(openers[stream])
            var isAccepted = true
            do {
                _ = try entry.opener.open(record)
                if isFirst { try registry.accept(entry.id) }
            } catch { isAccepted = false }
            openers[stream] = isAccepted ? entry : nil
            trace.note("open \(stream) \(call) \(place) client", isAccepted)
            return isAccepted
        }

        mutating func close(_ stream: Int) throws {
            let entry = try #require(openers[stream])
            openers[stream] = nil
            var isAccepted = true
            do { try entry.opener.finish() } catch { isAccepted = false }
            trace.note("close \(stream)", isAccepted)
        }
    }

    /// A session, a unary call of three records in it, and the server.
    private func begin() throws -> (server: Server, id: CallID, records: [[UInt8]]) {
        let outcome = try Ends().run()
        var trace = ModelTrace(model: "calls")
        trace.note("admit 0", true)
        trace.note("insert 0", true)
        var sequence = CallSequence()
        let id = try sequence.nextID()
        var sealer = RecordSealer(outcome.initiator.callKeys(id).clientToServer)
        let records = [
            try sealer.sealHeader(try CallHeader(method: "a.B/C")), try sealer.seal(.message, [1, 2, 3]), try sealer.sealEnd(),
        ]
        trace.note("call 0 0", true)
        return (Server(keys: outcome.responder.keys, trace: trace), id, records)
    }

    @Test func `[35] A call, its answer and its replay are a behaviour of the model, and corruptions are none`() async throws {
        var (server, id, records) = try begin()
        server.stream(0, call: 0, id)
        for place in 0..<3 { #expect(try server.open(0, call: 0, place: place, records[place], isFirst: place == 0)) }
        server.trace.note("answer 0", true)
        var sealer = RecordSealer(server.keys.callKeys(id).serverToClient)
        var opener = RecordOpener(server.keys.callKeys(id).serverToClient)
        let answers = [
            try sealer.sealHeader(try CallMetadata([])), try sealer.seal(.message, [4]),
            try sealer.sealEnd(try CallStatus(code: 0, message: "")),
        ]
        // The replay on a second stream, before the answer arrives.
        server.stream(0, call: 0, id)
        #expect(try !server.open(0, call: 0, place: 0, records[0], isFirst: true))
        for place in 0..<3 {
            _ = try opener.open(answers[place])
            server.trace.note("receive 0 0 \(place) server", true)
        }
        try opener.finish()
        let trace = server.trace
        #expect(try trace.isCheckedIn(as: "calls-replay"))
        #expect(try await trace.isBehaviour())
        // The replay accepted; the answer before the request's end; the answer's message before its header.
        let replayed = try #require(trace.lines.lastIndex { $0.hasSuffix("refused") })
        #expect(try await !trace.turning(replayed).isBehaviour())
        #expect(try await !trace.swapping(7, 8).isBehaviour())
        #expect(try await !trace.swapping(trace.lines.count - 3, trace.lines.count - 2).isBehaviour())
    }

    @Test func `[126] A record left out and a stream cut short are refused, as in the model`() async throws {
        var (server, id, records) = try begin()
        server.stream(0, call: 0, id)
        #expect(try server.open(0, call: 0, place: 0, records[0], isFirst: true))
        server.stream(1, call: 0, id)
        #expect(try !server.open(0, call: 0, place: 2, records[2], isFirst: false))
        let skipped = server.trace
        #expect(try skipped.isCheckedIn(as: "calls-skipped"))
        #expect(try await skipped.isBehaviour())
        #expect(try await !skipped.turning(skipped.lines.count - 1).isBehaviour())

        (server, id, records) = try begin()
        server.stream(0, call: 0, id)
        #expect(try server.open(0, call: 0, place: 0, records[0], isFirst: true))
        try server.close(0)
        let closed = server.trace
        #expect(try await closed.isBehaviour())
        #expect(try await !closed.turning(closed.lines.count - 1).isBehaviour())
    }
}
