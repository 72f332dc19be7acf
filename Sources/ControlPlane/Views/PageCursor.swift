import Wire

/// Where a page ends: a phase of the list and a position in it. Positions are local to the viewer, so that they say nothing
/// about others' objects.
struct PageCursor: WireCodable {
    let phase: UInt8
    let position: UInt64

    init(phase: UInt8, position: UInt64) { (self.phase, self.position) = (phase, position) }

    init(from reader: inout ByteReader) throws(WireError) {
        phase = try reader.u8()
        position = try reader.u64()
    }

    func encode(into writer: inout ByteWriter) {
        writer.u8(phase)
        writer.u64(position)
    }

    /// Reads the text form; nil starts at the beginning.
    init(_ text: String?, phases: UInt8) throws(Refusal) {
        guard let text else {
            self.init(phase: 0, position: 0)
            return
        }
        guard text.utf8.count == 18, let bytes = [UInt8](hex: text), let cursor = try? PageCursor(wireBytes: bytes), cursor.phase < phases
        else { throw .cursorInvalid }
        self = cursor
    }

    var text: String { wireBytes.hex }
}

extension State {
    /// One page over several indexes, one after the other; a key in an earlier index is not repeated by a later one.
    func page<Key, Item>(
        over indexes: [OrderedIndex<Key>], after cursor: String?, limit: Int, where isIncluded: (Key) -> Bool = { _ in true },
        _ view: (Key) -> Item?
    ) throws(Refusal) -> Page<Item> {
        guard (1...PageSize.maximum).contains(limit) else { throw .pageSizeInvalid }
        var cursor = try PageCursor(cursor, phases: UInt8(indexes.count))
        var found: [(cursor: PageCursor, item: Item)] = []
        while found.count <= limit, Int(cursor.phase) < indexes.count {
            let earlier = indexes.prefix(Int(cursor.phase))
            // One more than asked for tells whether there is a next page.
            let part = indexes[Int(cursor.phase)].page(after: cursor.position, atMost: limit + 1 - found.count) { key in
                isIncluded(key) && !earlier.contains { $0.contains(key) }
            }
            for (position, key) in part {
                if let item = view(key) { found.append((PageCursor(phase: cursor.phase, position: position), item)) }
            }
            cursor = PageCursor(phase: cursor.phase + 1, position: 0)
        }
        let items = found.prefix(limit)
        return Page(items: items.map(\.item), next: found.count > limit ? items.last?.cursor.text : nil)
    }
}
