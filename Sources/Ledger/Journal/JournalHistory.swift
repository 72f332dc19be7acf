/// What the journal's own entries said while a ledger was read: under which policy it began, and how late it was.
struct JournalHistory {
    /// The policy's digest in the first opening entry.
    private(set) var policy: [UInt8]?
    /// The latest time in any of them.
    private(set) var time: UInt64 = 0

    /// Takes an entry that is not a record.
    mutating func observe(_ kind: EntryKind, _ record: LedgerRecord, sequence: UInt64) throws(LedgerError) {
        switch kind {
        case .record, .snapshot: break
        case .opening:
            guard let opening = OpeningRecord(record) else { throw .damaged(sequence) }
            policy = policy ?? opening.policy
            time = max(time, opening.time)
        case .time:
            guard let entry = TimeRecord(record) else { throw .damaged(sequence) }
            time = max(time, entry.time)
        }
    }

    /// Refuses to go on under another policy than the one that the ledger began with.
    func check(_ configured: WitnessPolicy) throws(LedgerError) {
        guard let policy, policy != configured.digest else { return }
        throw LedgerError(
            .policyMismatch, "The ledger began under another witness policy than the one configured (\(configured.name)), and keeps it.")
    }
}
