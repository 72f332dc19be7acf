/// Writes a new store from a damaged one, when somebody asked for it. Nothing else in the ledger repairs.
public struct LedgerRepair: Sendable {
    /// What a repair did.
    public struct Report: Hashable, Sendable {
        /// The number of entries of the ledger.
        public let size: UInt64
        /// The snapshot on which it rests; nil if every entry was found.
        public let snapshot: UInt64?
        /// How many entries came from the copy.
        public let restored: UInt64
        /// Entries that nobody has, ascending: they cannot be proved any more. At most 64 are named.
        public let lost: [UInt64]
        /// How many those are.
        public let lostCount: UInt64
    }

    let keys: LedgerKeys
    let origin: LedgerOrigin
    let damaged: any LedgerStore
    let copy: (any LedgerStore)?

    /// A repair that has done nothing yet.
    ///
    /// - Parameter copy: An older file of the same ledger, to take from what is damaged.
    public init(keys: LedgerKeys, origin: LedgerOrigin, damaged: any LedgerStore, copy: (any LedgerStore)? = nil) {
        (self.keys, self.origin, self.damaged, self.copy) = (keys, origin, damaged, copy)
    }

    /// Fills an empty store with what verifies.
    ///
    /// Throws `LedgerError` if it cannot be done, and writes nothing then: `damagedEntry` or `missingEntry` if an entry is bad that the state depends on and
    /// that the copy does not have, `behindRemembered` and `forkedFromRemembered` as an opening does.
    public func run(into fresh: any LedgerStore, remembered: Checkpoint? = nil) async throws -> Report {
        guard try await fresh.head() == 0 else { throw LedgerError(.alreadyExists, "A repair writes to an empty store.") }
        let count = max(try await damaged.head(), try await copy?.head() ?? 0)
        guard count > 0 else { throw LedgerError(.emptyLedger, "There is nothing to repair.") }
        // All entries, if they can be had: nothing is lost then.
        let whole = await outcome { try await fromEntries(to: count, into: fresh, remembered) }
        guard case .failure(let failure) = whole else { return try whole.get() }
        guard failure.isLocal else { throw failure }
        for size in (try? await damaged.snapshots().reversed()) ?? [] where size <= count {
            let attempt = await outcome { try await fromSnapshot(at: size, to: count, into: fresh, remembered) }
            guard case .failure(let error) = attempt else { return try attempt.get() }
            guard error.isLocal else { throw error }
        }
        throw failure
    }

    private func outcome(_ body: () async throws -> Report) async -> Result<Report, LedgerError> {
        do { return .success(try await body()) } catch let error as LedgerError { return .failure(error) } catch {
            return .failure(LedgerError(.storeFailed, "A store failed during the repair."))
        }
    }
}

extension LedgerError {
    // Whether another way of repairing may get around it.
    fileprivate var isLocal: Bool { [.damagedEntry, .missingEntry, .damagedSnapshot, .damagedStore].contains(code) }
}
