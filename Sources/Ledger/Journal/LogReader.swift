/// Walks along the stored entries from a place on and verifies each.
struct LogReader {
    private static let pageEntries = 512
    /// The most claims remembered: of more snapshots than are ever kept.
    private static let maximumClaims = 64

    private(set) var chain: EntryChain
    private(set) var tree: MerkleTree
    /// What the entries say of snapshots.
    private(set) var claims: [SnapshotClaim] = []

    /// What the journal's own entries say.
    private(set) var history = JournalHistory()

    init(_ chain: EntryChain, _ tree: MerkleTree) { (self.chain, self.tree) = (chain, tree) }

    /// Verifies the entries up to `count` and hands the records over in order.
    nonisolated(nonsending) mutating func read(
        _ store: any LedgerStore, to count: UInt64, replay: (OpenedRecord) throws -> Void
    ) async throws {
        while chain.next < count {
            let page = try await store.read(from: chain.next, count: Self.pageEntries)
            guard !page.isEmpty else { throw LedgerError.missing(chain.next) }
            for entry in page.prefix(Int(clamping: count - chain.next)) { try take(entry, replay) }
        }
    }

    /// Verifies that an entry is the next one.
    mutating func take(_ entry: SealedEntry, _ replay: (OpenedRecord) throws -> Void) throws {
        let (kind, record, leaf) = try chain.open(entry)
        tree.append(leaf)
        switch kind {
        case .opening, .time: try history.observe(kind, record, sequence: entry.sequence)
        case .snapshot:
            guard let claim = SnapshotClaim(record, at: entry.sequence) else { throw LedgerError.damaged(entry.sequence) }
            claims = claims.suffix(Self.maximumClaims - 1) + [claim]
        case .record:
            do { try replay(OpenedRecord(sequence: entry.sequence, epoch: chain.epoch, record: record)) } catch {
                throw LedgerError(
                    .refusedReplay, "Entry \(entry.sequence) is intact but could not be applied: \(error)", sequence: entry.sequence)
            }
        }
    }
}

extension LedgerError {
    static func missing(_ sequence: UInt64) -> LedgerError {
        LedgerError(.missingEntry, "Entry \(sequence) of the ledger is missing.", sequence: sequence)
    }
}
