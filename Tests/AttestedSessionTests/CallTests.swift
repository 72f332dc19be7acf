import AttestedSession
import Testing
import Wire

@Suite struct CallTests {
    private func call(_ counter: UInt64, _ random: UInt8 = 0) throws -> CallID {
        var writer = ByteWriter()
        writer.u64(counter)
        writer.fixed([UInt8](repeating: random, count: 8))
        return try CallID(writer.bytes)
    }

    @Test func `[35] A call identifier is accepted once`() throws {
        var registry = CallRegistry()
        for counter: UInt64 in [0, 1, 5, 3, 4095, 2, 4096] { try registry.accept(try call(counter)) }
        for counter: UInt64 in [1, 5, 3, 4095, 2, 4096] {
            let again = try call(counter, 9)
            #expect(AttestedSessionTests.code { try registry.accept(again) } == .replay)
        }
    }

    @Test func `[35] What is older than the window is refused`() throws {
        var registry = CallRegistry()
        try registry.accept(try call(10_000))
        let oldest = try call(10_000 - 4095)
        try registry.accept(oldest)
        let older = try call(10_000 - 4096)
        #expect(AttestedSessionTests.code { try registry.accept(older) } == .replay)
    }

    @Test func `[35] The window holds against a plain memory of all calls`() throws {
        var registry = CallRegistry()
        var seen: Set<UInt64> = []
        var highest: UInt64 = 0
        var generator = Steps(state: 42)
        var counter: UInt64 = 0
        for step in 0..<20_000 {
            counter = step % 500 == 499 ? counter + generator.next() % 9000 : highest &+ 40 &- min(generator.next() % 5000, highest + 40)
            let expected = !seen.contains(counter) && (seen.isEmpty || highest < 4096 || counter > highest - 4096)
            let identifier = try call(counter)
            let accepted = AttestedSessionTests.code { try registry.accept(identifier) } == nil
            #expect(accepted == expected, "\(counter) after \(highest)")
            if accepted {
                seen.insert(counter)
                highest = max(highest, counter)
            }
        }
    }

    @Test func `[102] The last counters neither trap nor wrap`() throws {
        var registry = CallRegistry()
        let last = try call(.max)
        #expect(AttestedSessionTests.code { try registry.accept(last) } == .exhausted)
        try registry.accept(try call(.max - 1))
        let again = try call(.max - 1)
        #expect(AttestedSessionTests.code { try registry.accept(again) } == .replay)
        let first = try call(0)
        #expect(AttestedSessionTests.code { try registry.accept(first) } == .replay)
    }

    @Test func `Call identifiers count up and are random besides`() throws {
        var sequence = CallSequence()
        var other = CallSequence()
        let first = try sequence.nextID()
        let second = try sequence.nextID()
        #expect(first.counter == 0 && second.counter == 1)
        #expect(try other.nextID() != first)
        #expect(throws: SessionError.self) { try CallID([1, 2, 3]) }
    }

    @Test func `Headers, metadata and statuses read back`() throws {
        let metadata = try CallMetadata([MetadataEntry(name: "a", value: []), MetadataEntry(name: "a", value: [0, 255])])
        for header in [
            try CallHeader(method: "a.B/C"), try CallHeader(method: "a.B/C", deadline: .max, idempotencyKey: [], metadata: metadata),
        ] {
            #expect(try CallHeader(wireBytes: header.wireBytes) == header)
            for changed in (0..<header.wireBytes.count).map({ Array(header.wireBytes.prefix($0)) }) + [header.wireBytes + [0]] {
                #expect(throws: WireError.self) { try CallHeader(wireBytes: changed) }
            }
            for changed in mutations(of: header.wireBytes) { _ = try? CallHeader(wireBytes: changed) }
        }
        let status = try CallStatus(code: 7, message: "no", trailers: metadata)
        #expect(try CallStatus(wireBytes: status.wireBytes) == status)
        for changed in mutations(of: status.wireBytes) { _ = try? CallStatus(wireBytes: changed) }
        for count in 0..<status.wireBytes.count {
            #expect(throws: WireError.self) { try CallStatus(wireBytes: Array(status.wireBytes.prefix(count))) }
        }
    }

    @Test func `[99] Metadata, methods and messages have limits, sent and received`() throws {
        let entry = MetadataEntry(name: "n", value: [])
        #expect(try CallMetadata([MetadataEntry](repeating: entry, count: 128)).entries.count == 128)
        #expect(throws: SessionError.self) { try CallMetadata([MetadataEntry](repeating: entry, count: 129)) }
        #expect(throws: SessionError.self) { try CallMetadata([MetadataEntry(name: "", value: [])]) }
        #expect(throws: SessionError.self) { try CallMetadata([MetadataEntry(name: String(repeating: "n", count: 257), value: [])]) }
        #expect(throws: SessionError.self) { try CallMetadata([MetadataEntry(name: "n", value: [UInt8](repeating: 0, count: 65_536))]) }
        #expect(throws: SessionError.self) { try CallHeader(method: "") }
        #expect(throws: SessionError.self) { try CallHeader(method: String(repeating: "m", count: 257)) }
        #expect(throws: SessionError.self) { try CallHeader(method: "m", idempotencyKey: [UInt8](repeating: 0, count: 65)) }
        #expect(throws: SessionError.self) { try CallStatus(code: 1, message: String(repeating: "m", count: 4097)) }

        func metadata(_ pairs: [(String, Int)]) -> [UInt8] {
            var writer = ByteWriter()
            writer.array(pairs) {
                $0.string($1.0)
                $0.variable([UInt8](repeating: 0, count: $1.1))
            }
            return writer.bytes
        }
        #expect(throws: WireError.self) { try CallMetadata(wireBytes: metadata([("", 0)])) }
        #expect(throws: WireError.self) { try CallMetadata(wireBytes: metadata([("n", 40_000), ("n", 40_000)])) }
        #expect(throws: WireError.self) { try CallMetadata(wireBytes: metadata([("n", 65_537)])) }
        #expect(throws: WireError.self) { try CallMetadata(wireBytes: metadata([(String, Int)](repeating: ("n", 0), count: 129))) }
    }
}

/// A small generator with a seed, so that a failure comes back.
private struct Steps {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
