import Crypto

extension Journal {
    /// Starts a new ledger in an empty store: its first entry is durable on return.
    public static func create(
        store: any LedgerStore, keys: LedgerKeys, origin: LedgerOrigin, witnesses: WitnessQuorum? = nil, clock: LedgerClock = LedgerClock()
    ) async throws -> Journal {
        guard try await store.head() == 0 else {
            throw LedgerError(.alreadyExists, "The ledger's store is not empty: open it, or choose another place.")
        }
        return try await start(
            store, keys, EntryChain(keys: keys, origin: origin), MerkleTree(), JournalHistory(), witnesses, witnesses?.clock ?? clock)
    }

    /// Opens a ledger: verifies every entry, hands the records over in order, and starts a new epoch with a durable entry of its own.
    ///
    /// Refuses a store whose entries are not exactly what these keys sealed, from the first to the last (`sequence` names the entry), and one
    /// that is shorter than, or differs from, what `remembered` was signed for. What was cut off behind everything remembered cannot be seen
    /// from the entries alone.
    public nonisolated(nonsending) static func open(
        store: any LedgerStore, keys: LedgerKeys, origin: LedgerOrigin, remembered: Checkpoint? = nil,
        witnesses: WitnessQuorum? = nil, clock: LedgerClock = LedgerClock(), replay: (OpenedRecord) throws -> Void
    ) async throws -> Journal {
        let count = try await entryCount(store)
        var log = LogReader(EntryChain(keys: keys, origin: origin), MerkleTree())
        try await log.read(store, to: count, replay: replay)
        var tree = log.tree
        if let remembered { try await check(&tree, store, origin, against: remembered) }
        return try await start(store, keys, log.chain, tree, log.history, witnesses, witnesses?.clock ?? clock)
    }

    static func entryCount(_ store: any LedgerStore) async throws -> UInt64 {
        let count = try await store.head()
        guard count > 0 else {
            throw LedgerError(
                .emptyLedger, "The ledger's keys exist, but its entries do not: its file was removed, or its creation did not finish.")
        }
        return count
    }

    nonisolated(nonsending) static func check(
        _ tree: inout MerkleTree, _ store: any LedgerStore, _ origin: LedgerOrigin, against remembered: Checkpoint
    ) async throws {
        try refuse(remembered, beyond: tree.size, of: origin)
        try refuse(remembered, unless: try await store.root(of: &tree, size: remembered.size))
    }

    /// Refuses a log that is shorter than what a checkpoint was signed for.
    static func refuse(_ remembered: Checkpoint, beyond size: UInt64, of origin: LedgerOrigin) throws(LedgerError) {
        guard remembered.origin == origin else {
            throw LedgerError(.wrongOrigin, "The remembered checkpoint belongs to another ledger than \(origin).")
        }
        guard remembered.size <= size else {
            throw LedgerError(
                .behindRemembered, "The ledger has \(size) entries, but a checkpoint over \(remembered.size) was seen: it was rolled back.",
                sequence: size)
        }
    }

    /// Refuses a log whose root at that size is another.
    static func refuse(_ remembered: Checkpoint, unless root: TreeHash) throws(LedgerError) {
        guard root == remembered.root else {
            throw LedgerError(
                .forkedFromRemembered,
                "The ledger's first \(remembered.size) entries are not those of a checkpoint that was seen: it is another branch.",
                sequence: remembered.size)
        }
    }

    // Appends the opening entry: random, so that two copies of one state part ways at once and visibly. With a quorum, nothing is open before it
    // has cosigned a head that contains this entry.
    nonisolated(nonsending) static func start(
        _ store: any LedgerStore, _ keys: LedgerKeys, _ chain: EntryChain, _ tree: MerkleTree, _ history: JournalHistory,
        _ witnesses: WitnessQuorum?, _ clock: LedgerClock, from snapshot: UInt64 = 0
    ) async throws -> Journal {
        try history.check(witnesses?.policy ?? .off)
        clock.raise(to: history.time)
        var (chain, tree) = (chain, tree)
        let instance = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let opening = OpeningRecord(instance: instance, policy: (witnesses?.policy ?? .off).digest, time: clock.now)
        let (entry, leaf) = try chain.seal(opening.record, kind: .opening)
        try await store.append([entry], at: entry.sequence)
        tree.append(leaf)
        let journal = Journal(
            store: store, keys: keys, chain: chain, tree: tree, from: snapshot, witnesses: witnesses, clock: clock)
        try await journal.witnessOpening()
        return journal
    }
}
