import Ledger
import Wire

/// What the events of tests amount to: their list, in snapshots an item for each few of them.
struct Tally: LedgerContents, Equatable {
    static let snapshotFormat = "cloister.test/tally/v1"

    var events: [String] = []
    private var isFinished = false

    init() {}

    mutating func apply(_ opened: OpenedRecord) throws { events.append(String(decoding: opened.record["event"] ?? [], as: UTF8.self)) }

    mutating func restore(_ item: [UInt8]) throws {
        guard !isFinished else { throw WireError.trailingBytes(item.count) }
        if item.isEmpty { isFinished = true }
        var reader = ByteReader(item)
        while reader.remaining > 0 { events.append(try reader.string(atMost: 1 << 20)) }
    }

    mutating func finishRestoring() throws {
        guard isFinished else { throw WireError.truncated }
        isFinished = false
    }

    /// Items of three events each, and an empty one at the end.
    var items: [[UInt8]] {
        stride(from: 0, to: events.count, by: 3).map { start in
            var writer = ByteWriter()
            for event in events[start..<min(start + 3, events.count)] { writer.string(event) }
            return writer.bytes
        } + [[]]
    }
}

/// The same, in an encoding of another name.
struct NewerTally: LedgerContents {
    static let snapshotFormat = "cloister.test/tally/v2"

    var tally = Tally()

    init() {}

    mutating func apply(_ opened: OpenedRecord) throws { try tally.apply(opened) }
    mutating func restore(_ item: [UInt8]) throws { try tally.restore(item) }
    mutating func finishRestoring() throws { try tally.finishRestoring() }
}

extension Journal {
    /// Opens from the newest good snapshot.
    static func resume(
        _ store: any LedgerStore, keys: LedgerKeys? = nil, remembered: Checkpoint? = nil
    ) async throws -> LedgerOpened<Tally> {
        try await open(store: store, keys: keys ?? Fixed.keys(), origin: Fixed.origin(), remembered: remembered, as: Tally.self)
    }

    /// A snapshot of what the tally says, which is that of all events appended so far.
    @discardableResult
    func snapshot(_ tally: Tally) async throws -> SnapshotSummary {
        try await snapshot(at: size, format: Tally.snapshotFormat, items: tally.items)
    }
}
