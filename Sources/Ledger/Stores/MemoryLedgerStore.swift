import Synchronization

/// A store that forgets everything with its process: for tests and simulations.
public final class MemoryLedgerStore: LedgerStore {
    private struct Contents {
        var entries: [SealedEntry]
        var pieces: [StoredPiece.Name: [UInt8]]
    }
    private let state: Mutex<Contents>

    /// A store with the given entries and pieces.
    public init(_ entries: [SealedEntry] = [], pieces: [StoredPiece.Name: [UInt8]] = [:]) {
        state = Mutex(Contents(entries: entries, pieces: pieces))
    }

    /// All entries.
    public var contents: [SealedEntry] { state.withLock { $0.entries } }
    /// All pieces.
    public var pieces: [StoredPiece.Name: [UInt8]] { state.withLock { $0.pieces } }

    /// The number of entries.
    public func head() -> UInt64 { state.withLock { $0.entries.last.map { $0.sequence + 1 } ?? 0 } }

    /// The entries from a sequence number on.
    public func read(from first: UInt64, count: Int) -> [SealedEntry] {
        state.withLock { state in
            // Entries are numbered without gaps unless a test removed some.
            let start =
                state.entries.first.map { first < $0.sequence ? 0 : min(Int(clamping: first - $0.sequence), state.entries.count) } ?? 0
            if start < state.entries.count, state.entries[start].sequence == first {
                return Array(state.entries[start...].prefix(count))
            }
            return Array(state.entries.drop { $0.sequence < first }.prefix(count))
        }
    }

    /// Appends the entries if the store has exactly `position` entries.
    public func append(_ new: [SealedEntry], at position: UInt64) throws {
        try state.withLock { state in
            let count = state.entries.last.map { $0.sequence + 1 } ?? 0
            guard count == position else {
                throw LedgerError(.conflict, "Another writer appended to the ledger's store.", sequence: count)
            }
            guard new.enumerated().allSatisfy({ $0.element.sequence == position + UInt64($0.offset) }) else {
                throw LedgerError(.conflict, "The entries to append do not follow one another.", sequence: count)
            }
            state.entries += new
        }
    }

    /// The sizes at which pieces of a snapshot are kept.
    public func snapshots() -> [UInt64] {
        let sizes = state.withLock { state in
            state.pieces.keys.compactMap { name -> UInt64? in
                guard case .snapshot(let size, _) = name else { return nil }
                return size
            }
        }
        return Set(sizes).sorted()
    }

    /// A piece.
    public func piece(_ name: StoredPiece.Name) -> [UInt8]? { state.withLock { $0.pieces[name] } }

    /// Keeps pieces.
    public func keep(_ pieces: [StoredPiece]) {
        state.withLock { state in for piece in pieces { state.pieces[piece.name] = piece.bytes } }
    }

    /// Removes a snapshot.
    public func removeSnapshot(at size: UInt64) {
        state.withLock { state in
            state.pieces = state.pieces.filter { name, _ in
                guard case .snapshot(size, _) = name else { return true }
                return false
            }
        }
    }
}
