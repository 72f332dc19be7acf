/// An opened ledger and what its records amount to.
public struct LedgerOpened<Contents: LedgerContents> {
    /// The journal, in a new epoch.
    public let journal: Journal
    /// What the records amount to.
    public let contents: Contents
    /// The size of the snapshot from which the opening began; nil if it began with the first entry.
    public let snapshot: UInt64?
    /// Snapshots that were not used, and why; newest first.
    public let refusedSnapshots: [LedgerError]
}

extension LedgerOpened: Sendable where Contents: Sendable {}

extension Journal {
    /// The most snapshots tried at an opening.
    private static let maximumTries = 4

    /// Opens a ledger from its newest good snapshot: verifies every entry after it, and that one of them confirms it.
    ///
    /// A snapshot that is damaged, of another ledger or branch, unconfirmed, or in another format is left aside for an older one, and in the end for the
    /// first entry: the contents are the same, the opening takes longer. Entries before the snapshot are not read: `verifyPast` does that.
    /// Refuses what the other opening refuses, and a log that is shorter than a snapshot that its own keys sealed.
    public nonisolated(nonsending) static func open<Contents: LedgerContents>(
        store: any LedgerStore, keys: LedgerKeys, origin: LedgerOrigin, remembered: Checkpoint? = nil, witnesses: WitnessQuorum? = nil,
        clock: LedgerClock = LedgerClock(), as type: Contents.Type
    ) async throws -> LedgerOpened<Contents> {
        let count = try await entryCount(store)
        let sizes = try await store.snapshots()
        for size in sizes where size > count { try await refuseCutLog(store, keys, origin, count, snapshot: size) }
        var refused: [LedgerError] = []
        for size in sizes.filter({ $0 <= count }).reversed().prefix(maximumTries) {
            let attempt = await attempt(store, keys, origin, remembered, snapshot: size, count, Contents.self)
            switch attempt {
            case .success(let (contents, log, tree)):
                let journal = try await start(
                    store, keys, log.chain, tree, log.history, witnesses, witnesses?.clock ?? clock, from: size)
                return LedgerOpened(journal: journal, contents: contents, snapshot: size, refusedSnapshots: refused)
            case .failure(let error):
                guard let error = error as? LedgerError, concerns(error, snapshot: size) else { throw error }
                refused.append(error)
            }
        }
        var contents = Contents()
        let journal = try await open(
            store: store, keys: keys, origin: origin, remembered: remembered, witnesses: witnesses, clock: clock
        ) { try contents.apply($0) }
        return LedgerOpened(journal: journal, contents: contents, snapshot: nil, refusedSnapshots: refused)
    }

    private nonisolated(nonsending) static func attempt<Contents: LedgerContents>(
        _ store: any LedgerStore, _ keys: LedgerKeys, _ origin: LedgerOrigin, _ remembered: Checkpoint?, snapshot size: UInt64,
        _ count: UInt64, _ type: Contents.Type
    ) async -> Result<(Contents, LogReader, MerkleTree), any Error> {
        do {
            var contents = Contents()
            let snapshot = try await SnapshotReader(store: store, keys: keys, origin: origin, size: size).read(into: &contents)
            var log = LogReader(EntryChain(keys: keys, origin: origin, after: snapshot.position), snapshot.tree)
            try await log.read(store, to: count) { try contents.apply($0) }
            guard log.claims.contains(SnapshotClaim(size: size, digest: snapshot.digest)) else {
                throw LedgerError(.damagedSnapshot, "No entry of the log confirms the snapshot at \(size).", sequence: size)
            }
            var tree = log.tree
            if let remembered { try await check(&tree, store, origin, against: remembered) }
            return .success((contents, log, tree))
        } catch {
            return .failure(error)
        }
    }

    // Whether an opening without this snapshot may succeed.
    private static func concerns(_ error: LedgerError, snapshot size: UInt64) -> Bool {
        switch error.code {
        case .damagedSnapshot, .damagedStore: true
        // The first entry after the snapshot does not follow from it: of another branch, perhaps.
        case .damagedEntry, .missingEntry: error.sequence == size
        default: false
        }
    }

    // Parts are written only after the entries are durable, so that no crash leaves a snapshot of more entries than there are.
    private nonisolated(nonsending) static func refuseCutLog(
        _ store: any LedgerStore, _ keys: LedgerKeys, _ origin: LedgerOrigin, _ count: UInt64, snapshot size: UInt64
    ) async throws {
        guard let bytes = try await store.piece(.snapshot(size: size, part: 0)), let part = try? SnapshotPart(wireBytes: bytes),
            part.position.size == size, try SnapshotCipher(keys: keys, origin: origin, position: part.position).open(part) != nil
        else { return }
        throw LedgerError(
            .behindRemembered, "The ledger has \(count) entries, but a snapshot of its own over \(size): it was rolled back.",
            sequence: count)
    }
}
