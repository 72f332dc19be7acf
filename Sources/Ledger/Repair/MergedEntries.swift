/// Reads each entry from the damaged store, or from the copy if that one does not verify.
struct MergedEntries {
    let damaged: any LedgerStore
    let copy: (any LedgerStore)?
    /// How many came from the copy.
    private(set) var restored: UInt64 = 0

    init(damaged: any LedgerStore, copy: (any LedgerStore)?) { (self.damaged, self.copy) = (damaged, copy) }

    /// The candidates for an entry, the damaged store's first. A page that a store cannot read has none.
    func candidates(_ sequence: UInt64) async -> [(entry: SealedEntry, isCopy: Bool)] {
        var found: [(SealedEntry, Bool)] = []
        for (store, isCopy) in [(damaged as (any LedgerStore)?, false), (copy, true)] {
            guard let entry = try? await store?.read(from: sequence, count: 1).first, entry.sequence == sequence else { continue }
            found.append((entry, isCopy))
        }
        return found
    }

    /// The next entry of the log that follows from what was read so far.
    mutating func next(_ log: inout LogReader) async throws -> SealedEntry {
        var failure = LedgerError.missing(log.chain.next)
        for (entry, isCopy) in await candidates(log.chain.next) {
            var attempt = log
            do {
                try attempt.take(entry) { _ in }
                log = attempt
                if isCopy { restored += 1 }
                return entry
            } catch let error as LedgerError {
                failure = error
            }
        }
        throw failure
    }

    /// An entry before a snapshot, by its leaf; nil if nobody has it.
    mutating func past(_ sequence: UInt64, after previousHead: TreeHash, leaf: TreeHash, _ check: EntryCheck) async -> SealedEntry? {
        for (entry, isCopy) in await candidates(sequence) where check.isGenuine(entry, after: previousHead, leaf: leaf) {
            if isCopy { restored += 1 }
            return entry
        }
        return nil
    }
}
