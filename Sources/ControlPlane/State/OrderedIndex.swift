/// Keys in the order in which they were added, each under a position that never changes: pages stay stable while keys come and go.
///
/// Adding and removing take amortised constant time, a page takes the logarithm of the size and its own length.
struct OrderedIndex<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        let position: UInt64
        var key: Key?
    }

    private var entries: [Entry] = []
    private var positions: [Key: UInt64] = [:]
    private var head = 0
    private var next: UInt64 = 1

    var count: Int { positions.count }
    var isEmpty: Bool { positions.isEmpty }
    var first: Key? { head < entries.count ? entries[head].key : nil }
    /// All keys in order.
    var keys: [Key] { entries[head...].compactMap(\.key) }

    func contains(_ key: Key) -> Bool { positions[key] != nil }

    /// Adds a key at the end, unless it is there.
    mutating func append(_ key: Key) {
        guard positions[key] == nil else { return }
        positions[key] = next
        entries.append(Entry(position: next, key: key))
        next += 1
    }

    mutating func remove(_ key: Key) {
        guard let position = positions.removeValue(forKey: key) else { return }
        entries[index(from: position)].key = nil
        while head < entries.count, entries[head].key == nil { head += 1 }
        if entries.count > 2 * positions.count + 16 {
            entries.removeAll { $0.key == nil }
            head = 0
        }
    }

    /// Up to `limit` keys whose position is greater than `position` and that pass the filter.
    func page(after position: UInt64, atMost limit: Int, where isIncluded: (Key) -> Bool) -> [(position: UInt64, key: Key)] {
        var found: [(position: UInt64, key: Key)] = []
        guard position < next else { return [] }
        for entry in entries[max(head, index(from: position + 1))...] {
            guard found.count < limit else { break }
            if let key = entry.key, isIncluded(key) { found.append((entry.position, key)) }
        }
        return found
    }

    /// The first index whose position is at least `position`.
    private func index(from position: UInt64) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension OrderedIndex: Equatable {
    /// The keys with their positions.
    var positioned: [(position: UInt64, key: Key)] {
        entries[head...].compactMap { entry in entry.key.map { (entry.position, $0) } }
    }

    /// The position of the next key.
    var nextPosition: UInt64 { next }

    /// An index of these keys; nil unless the positions ascend below `next` and no key is there twice.
    init?(_ keys: [(position: UInt64, key: Key)], next: UInt64) {
        self.next = next
        var last: UInt64 = 0
        for (position, key) in keys {
            guard position > last, position < next, positions.updateValue(position, forKey: key) == nil else { return nil }
            entries.append(Entry(position: position, key: key))
            last = position
        }
        guard next > 0 else { return nil }
    }

    /// Whether the same keys are at the same positions; what was removed does not count.
    static func == (left: OrderedIndex, right: OrderedIndex) -> Bool {
        left.next == right.next && left.positions == right.positions
    }
}
