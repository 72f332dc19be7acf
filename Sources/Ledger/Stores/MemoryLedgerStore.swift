import Synchronization

/// A store that forgets everything with its process: for tests and simulations.
public final class MemoryLedgerStore: LedgerStore {
    private let entries: Mutex<[SealedEntry]>

    /// A store with the given entries.
    public init(_ entries: [SealedEntry] = []) { self.entries = Mutex(entries) }

    /// All entries.
    public var contents: [SealedEntry] { entries.withLock { $0 } }

    /// The number of entries.
    public func count() -> UInt64 { entries.withLock { $0.last.map { $0.sequence + 1 } ?? 0 } }

    /// The entries from a sequence number on.
    public func read(from first: UInt64, count: Int) -> [SealedEntry] {
        entries.withLock { Array($0.drop { $0.sequence < first }.prefix(count)) }
    }

    /// Appends the entries if the store has exactly `position` entries.
    public func append(_ new: [SealedEntry], at position: UInt64) throws {
        try entries.withLock { entries in
            let count = entries.last.map { $0.sequence + 1 } ?? 0
            guard count == position else {
                throw LedgerError(.conflict, "Another writer appended to the ledger's store.", sequence: count)
            }
            entries += new
        }
    }
}
