import Crypto

extension Journal {
    private static let pageEntries = 512

    /// Starts a new ledger in an empty store: its first entry is durable on return.
    public static func create(store: any LedgerStore, keys: LedgerKeys, origin: LedgerOrigin) async throws -> Journal {
        guard try await store.count() == 0 else {
            throw LedgerError(.alreadyExists, "The ledger's store is not empty: open it, or choose another place.")
        }
        return try await start(store, keys, EntryChain(keys: keys, origin: origin), MerkleTree())
    }

    /// Opens a ledger: verifies every entry, hands the records over in order, and starts a new epoch with a durable entry of its own.
    ///
    /// Refuses a store whose entries are not exactly what these keys sealed, from the first to the last (`sequence` names the entry), and one
    /// that is shorter than, or differs from, what `remembered` was signed for. What was cut off behind everything remembered cannot be seen
    /// from the entries alone.
    public nonisolated(nonsending) static func open(
        store: any LedgerStore, keys: LedgerKeys, origin: LedgerOrigin, remembered: Checkpoint? = nil,
        replay: (OpenedRecord) throws -> Void
    ) async throws -> Journal {
        let count = try await store.count()
        guard count > 0 else {
            throw LedgerError(
                .emptyLedger, "The ledger's keys exist, but its entries do not: its file was removed, or its creation did not finish.")
        }
        var chain = EntryChain(keys: keys, origin: origin)
        var tree = MerkleTree()
        while chain.next < count {
            let page = try await store.read(from: chain.next, count: pageEntries)
            guard !page.isEmpty else {
                throw LedgerError(.missingEntry, "Entry \(chain.next) of the ledger is missing.", sequence: chain.next)
            }
            for entry in page {
                let (kind, record, leaf) = try chain.open(entry)
                tree.append(leaf)
                guard kind == .record else { continue }
                do { try replay(OpenedRecord(sequence: entry.sequence, epoch: chain.epoch, record: record)) } catch {
                    throw LedgerError(
                        .refusedReplay, "Entry \(entry.sequence) is intact but could not be applied: \(error)", sequence: entry.sequence)
                }
            }
        }
        if let remembered { try check(tree, origin, against: remembered) }
        return try await start(store, keys, chain, tree)
    }

    /// Refuses a log that is not the one, or a later one, that a checkpoint was signed for.
    static func check(_ tree: MerkleTree, _ origin: LedgerOrigin, against remembered: Checkpoint) throws(LedgerError) {
        guard remembered.origin == origin else {
            throw LedgerError(.wrongOrigin, "The remembered checkpoint belongs to another ledger than \(origin).")
        }
        guard remembered.size <= tree.size else {
            throw LedgerError(
                .behindRemembered,
                "The ledger has \(tree.size) entries, but a checkpoint over \(remembered.size) was seen: it was rolled back.",
                sequence: tree.size)
        }
        guard try tree.root(size: remembered.size) == remembered.root else {
            throw LedgerError(
                .forkedFromRemembered,
                "The ledger's first \(remembered.size) entries are not those of a checkpoint that was seen: it is another branch.",
                sequence: remembered.size)
        }
    }

    // Appends the opening entry: random, so that two copies of one state part ways at once and visibly.
    private nonisolated(nonsending) static func start(
        _ store: any LedgerStore, _ keys: LedgerKeys, _ chain: EntryChain, _ tree: MerkleTree
    ) async throws -> Journal {
        var (chain, tree) = (chain, tree)
        let instance = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let (entry, leaf) = try chain.seal(LedgerRecord(fields: [.init("instance", instance)]), kind: .opening)
        try await store.append([entry], at: entry.sequence)
        tree.append(leaf)
        let journal = Journal(store: store, keys: keys, chain: chain, tree: tree)
        _ = try journal.checkpoint
        return journal
    }
}
