import Wire

/// Cuts items into the contents of parts: each is preceded by its length, and a part ends wherever it is full.
struct SnapshotCutter<Items: Sequence<[UInt8]>> {
    private var items: Items.Iterator
    // Encoded and not yet handed out; `taken` bytes of it are.
    private var buffer: [UInt8] = []
    private var taken = 0
    private var isExhausted = false

    init(_ items: Items) { self.items = items.makeIterator() }

    /// The content of the next part and whether it is the last; at least one part is handed out.
    mutating func next() throws(LedgerError) -> (content: [UInt8], isLast: Bool) {
        while !isExhausted, buffer.count - taken <= SnapshotPart.maximumContent {
            guard let item = items.next() else {
                isExhausted = true
                break
            }
            guard item.count <= SnapshotItem.maximumBytes else {
                throw LedgerError(.invalidRecord, "An item of the snapshot is longer than it may be.")
            }
            buffer.removeFirst(taken)
            taken = 0
            var writer = ByteWriter(capacity: 4)
            writer.u32(UInt32(item.count))
            buffer += writer.bytes
            buffer += item
        }
        let end = min(buffer.count, taken + SnapshotPart.maximumContent)
        defer { taken = end }
        return (Array(buffer[taken..<end]), isExhausted && end == buffer.count)
    }
}

/// Puts the items together again.
struct SnapshotJoiner {
    private var buffer: [UInt8] = []
    private var start = 0

    /// Takes the content of the next part and hands over the items that are whole by now.
    mutating func add(_ content: [UInt8], _ take: ([UInt8]) throws -> Void) throws {
        buffer.removeFirst(start)
        start = 0
        buffer += content
        while buffer.count - start >= 4 {
            let length = buffer[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= SnapshotItem.maximumBytes else { throw WireError.tooLong(limit: SnapshotItem.maximumBytes) }
            guard buffer.count - start - 4 >= length else { break }
            try take(Array(buffer[(start + 4)..<(start + 4 + length)]))
            start += 4 + length
        }
    }

    /// Refuses an end within an item.
    func finish() throws(WireError) {
        guard start == buffer.count else { throw .truncated }
    }
}
