import AttestedSession
import Testing
import Wire

@Suite struct RecordAttackTests {
    let session: Session
    init() throws { session = try Session() }

    /// Header, three messages and the end, and an opener for them.
    private func stream() throws -> ([[UInt8]], RecordOpener) {
        var (sealer, opener) = session.up
        opener = session.up.1
        var records = [try sealer.seal(.header, [0])]
        for content: UInt8 in 1...3 { records.append(try sealer.seal(.message, [content])) }
        records.append(try sealer.sealEnd())
        return (records, opener)
    }

    private func open(_ records: [[UInt8]], _ opener: RecordOpener) -> SessionError.Code? {
        code {
            var opener = opener
            for record in records { _ = try opener.open(record) }
            try opener.finish()
        }
    }

    @Test(arguments: [RecordDirection.clientToServer, .serverToClient])
    func `[1][2] A changed record of any type is refused`(direction: RecordDirection) throws {
        var (sealer, opener) = direction == .clientToServer ? session.up : session.down
        let end = direction == .clientToServer ? [] : try CallStatus(code: 5, message: "not found").wireBytes
        for (type, content) in [(RecordType.header, Array("method and metadata".utf8)), (.message, Array("a message".utf8)), (.end, end)] {
            let record = try sealer.seal(type, content)
            for changed in mutations(of: record) {
                var copy = opener
                #expect(throws: SessionError.self) { try copy.open(changed) }
                #expect(code { _ = try copy.open(record) } == .order, "an opener that failed opens nothing more")
            }
            #expect(try opener.open(record) == OpenedRecord(type: type, content: content))
        }
    }

    @Test func `[1][2][60] A changed or shortened bundle gives no record that was not sealed`() throws {
        let (records, opener) = try stream()
        var bundle = ByteWriter()
        for record in records { bundle.variable(record) }
        func open(_ bundle: [UInt8]) -> (contents: [[UInt8]], hasEnded: Bool) {
            var (opener, contents) = (opener, [[UInt8]]())
            bundle.withUnsafeBytes { bytes in
                try? BundledRecords.forEach(in: bytes) { contents.append(try opener.open($0).content) }
            }
            return (contents, opener.hasEnded)
        }
        let (whole, hasEnded) = open(bundle.bytes)
        #expect(whole == [[0], [1], [2], [3], []] && hasEnded)
        for changed in mutations(of: bundle.bytes) where changed != bundle.bytes + [0] {
            let (contents, hasEnded) = open(changed)
            #expect(!hasEnded && whole.starts(with: contents))
        }
        #expect(code { try [].withUnsafeBytes { try BundledRecords.forEach(in: $0) { _ in } } } == .malformed)
        #expect(code { try (bundle.bytes + [0]).withUnsafeBytes { try BundledRecords.forEach(in: $0) { _ in } } } == .malformed)
    }

    @Test func `[61] Reordered, repeated and dropped records are refused`() throws {
        let (records, opener) = try stream()
        #expect(open(records, opener) == nil)
        for place in 0..<records.count {
            var dropped = records
            dropped.remove(at: place)
            #expect(open(dropped, opener) != nil)
            var repeated = records
            repeated.insert(records[place], at: place)
            #expect(open(repeated, opener) != nil)
            for other in 0..<place {
                var swapped = records
                swapped.swapAt(place, other)
                #expect(open(swapped, opener) != nil)
            }
        }
    }

    @Test func `[60] A stream without its end is an error`() throws {
        let (records, opener) = try stream()
        for count in 0..<records.count { #expect(open(Array(records.prefix(count)), opener) == .truncated) }
    }

    @Test func `[126] An end cannot be forged, moved up or followed`() throws {
        let (records, opener) = try stream()
        #expect(open([records[0], records[4]], opener) == .decryption)
        #expect(open(records + [records[4]], opener) == .order)
        #expect(open(records + [records[3]], opener) == .order)
        // A message relabelled as an end.
        var relabelled = records[1]
        relabelled[0] = RecordType.end.rawValue
        #expect(open([records[0], relabelled], opener) != nil)
        #expect(open([records[0], [2] + [UInt8](repeating: 0, count: 28)], opener) == .decryption)
        #expect(open([[2] + [UInt8](repeating: 0, count: 28)], opener) == .order)
    }

    @Test func `[126] A message that reads like a status does not become one`() throws {
        var (sealer, opener) = session.down
        _ = try opener.open(try sealer.seal(.header, CallMetadata.empty.wireBytes))
        var forged = try sealer.seal(.message, try CallStatus(code: 0).wireBytes)
        forged[0] = RecordType.end.rawValue
        #expect(code { _ = try opener.openStatus(forged) } == .decryption)
    }

    @Test func `[126] The header of another call is refused`() throws {
        var calls = CallSequence()
        _ = try calls.nextID()
        let other = try calls.nextID()
        var mine = RecordSealer(session.client.callKeys(session.call).clientToServer)
        var theirs = RecordSealer(session.client.callKeys(other).clientToServer)
        _ = try mine.sealHeader(try CallHeader(method: "a.B/Read"))
        let swapped = try theirs.sealHeader(try CallHeader(method: "a.B/Delete"))
        var opener = RecordOpener(session.server.callKeys(session.call).clientToServer)
        #expect(code { _ = try opener.openHeader(swapped) } == .decryption)
    }

    @Test func `[126] A status of another call is refused`() throws {
        var calls = CallSequence()
        _ = try calls.nextID()
        let other = try calls.nextID()
        var theirs = RecordSealer(session.server.callKeys(other).serverToClient)
        let status = try theirs.sealEnd(try CallStatus(code: 14, message: "unavailable"))
        var opener = RecordOpener(session.client.callKeys(session.call).serverToClient)
        #expect(code { _ = try opener.openStatus(status) } == .decryption)
    }

    @Test func `[31] Records of the other direction are refused`() throws {
        var (sealer, _) = session.up
        var (_, opener) = session.down
        let record = try sealer.seal(.header, [1])
        #expect(code { _ = try opener.open(record) } == .decryption)
    }

    @Test func `[35] Records of another session are refused`() throws {
        let other = try Session()
        var sealer = RecordSealer(other.client.callKeys(session.call).clientToServer)
        var (_, opener) = session.up
        let record = try sealer.seal(.header, [1])
        #expect(code { _ = try opener.open(record) } == .decryption)
    }

    @Test func `A sealer keeps the order too`() throws {
        var (sealer, _) = session.up
        #expect(code { _ = try sealer.seal(.message, []) } == .order)
        #expect(code { _ = try sealer.sealEnd() } == .order)
        _ = try sealer.seal(.header, [])
        #expect(code { _ = try sealer.seal(.header, []) } == .order)
        _ = try sealer.sealEnd()
        #expect(code { _ = try sealer.seal(.message, []) } == .order)
        #expect(code { _ = try sealer.sealEnd() } == .order)
    }

    @Test func `A client's end carries nothing`() throws {
        var (sealer, opener) = session.up
        _ = try opener.open(try sealer.seal(.header, []))
        let record = try sealer.seal(.end, [1])
        #expect(code { _ = try opener.open(record) } == .malformed)
    }

    @Test func `Opening another kind of record than expected ends the stream`() throws {
        var (sealer, opener) = session.down
        let record = try sealer.sealHeader(.empty)
        #expect(code { _ = try opener.openStatus(record) } == .order)
        let next = try sealer.seal(.message, [])
        #expect(code { _ = try opener.open(next) } == .order)
        var (garbled, reader) = session.up
        let header = try garbled.seal(.header, [1, 2, 3])
        #expect(code { _ = try reader.openHeader(header) } == .malformed)
    }

    @Test func `[102] Anything shorter than a record is refused`() throws {
        for count in 0..<40 {
            for byte: UInt8 in [0, 1, 2, 3, 0xff] {
                var (_, opener) = session.up
                #expect(throws: SessionError.self) { try opener.open([UInt8](repeating: byte, count: count)) }
            }
        }
    }
}
