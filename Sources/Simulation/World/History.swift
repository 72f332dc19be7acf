import Ledger

/// What was written to a disk, as far as an onlooker between journal and store knows. It goes with the disk when that is copied.
struct History {
    /// One entry: the whole log up to it as one number, and what it holds if it is a record.
    struct Entry {
        let chain: UInt64
        let payload: UInt64?
        let time: UInt64?
    }

    /// The entries, the last of them perhaps not on the disk.
    private(set) var entries: [Entry] = []
    /// How many of them the store has called durable.
    private(set) var durable = 0
    /// How many of them somebody was told of.
    var acknowledged = 0
    /// The size of the newest snapshot that was on the disk when its last rows were removed; 0 if none were.
    var snapshotLeft = 0
    /// Whether something on the disk was altered, so that a refusal is right.
    var isDamaged = false
    /// Whether entries were taken away from the end, which the entries alone cannot show.
    var isCut = false
    /// Whether the write-ahead log was taken away: its content may be half copied to the database, which is damage then.
    var hasLostLog = false
    /// Rows that were removed or exchanged.
    var tampered: [Int] = []

    var latestTime: UInt64 { entries.last { $0.time != nil }?.time ?? 0 }
    var payloads: [UInt64] { entries.compactMap(\.payload) }

    func chain(at size: Int) -> UInt64? {
        if size == 0 { return 0 }
        return size <= entries.count ? entries[size - 1].chain : nil
    }

    /// What an opening finds.
    mutating func cut(to count: Int) {
        entries.removeLast(max(0, entries.count - count))
        (durable, acknowledged) = (min(durable, count), min(acknowledged, count))
        tampered.removeAll { $0 >= count }
    }

    /// Adds what is handed to the store, before it is known to be durable.
    mutating func attempt(_ sealed: [SealedEntry], at position: Int, _ records: (UInt64) -> (payload: UInt64, time: UInt64)?) {
        entries.removeLast(max(0, entries.count - position))
        for entry in sealed {
            let record = records(entry.sequence)
            // The head of the sealed bytes has the keyed digest of the plaintext and its place.
            let chain = entry.bytes.prefix(54).reduce(entries.last?.chain ?? 0x9e37_79b9) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
            entries.append(Entry(chain: chain, payload: record?.payload, time: record?.time))
        }
    }

    mutating func confirm(_ size: Int) { durable = max(durable, size) }
}
