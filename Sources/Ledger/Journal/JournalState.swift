/// The journal's intake as a pure state machine: whether it accepts, who has which sequence number, how much waits.
struct JournalState {
    /// The most bytes that may wait to be written.
    static let maximumWaitingBytes = 64 << 20

    private enum Phase {
        case accepting
        case closed
        case failed
        case contradicted(LedgerError)
    }
    private var phase = Phase.accepting
    private var next: UInt64
    private var waitingBytes = 0
    private(set) var isRunning = false

    init(next: UInt64) { self.next = next }

    /// Numbers a group of records.
    mutating func accept(_ records: [LedgerRecord], _ kind: EntryKind, bytes: Int) throws(LedgerError) -> AppendGroup {
        try checkAccepting()
        // A group alone may exceed the bound, so that none is refused for ever.
        guard waitingBytes == 0 || bytes <= Self.maximumWaitingBytes - waitingBytes else {
            throw LedgerError(.overloaded, "Too much waits to be written to the ledger; try again.")
        }
        guard UInt64(records.count) <= EntryChain.maximumEntries - next else {
            throw LedgerError(.full, "The ledger has as many entries as it may have.", sequence: next)
        }
        let sequences = next..<next + UInt64(records.count)
        next = sequences.upperBound
        waitingBytes += bytes
        return AppendGroup(records: records, kind: kind, bytes: bytes, pending: PendingAppend(sequences))
    }

    /// Forgets a group that was settled.
    mutating func settle(bytes: Int) { waitingBytes -= bytes }

    /// Claims the one writer.
    mutating func start() throws(LedgerError) {
        try checkAccepting()
        guard !isRunning else { throw LedgerError(.closed, "The journal is running already.") }
        isRunning = true
    }

    /// Accepts no more. Returns whether a writer is there to write what was accepted.
    mutating func close() -> Bool {
        if case .accepting = phase { phase = .closed }
        return isRunning
    }

    /// Accepts no more until the ledger is opened again.
    mutating func fail() { phase = .failed }

    /// Accepts no more until the ledger is opened again, because somebody has seen another past or a later one.
    mutating func contradict(_ error: LedgerError) {
        if case .failed = phase { return }
        phase = .contradicted(error)
    }

    /// Whether records are accepted.
    var isAccepting: Bool {
        guard case .accepting = phase else { return false }
        return true
    }

    private func checkAccepting() throws(LedgerError) {
        switch phase {
        case .accepting: return
        case .closed: throw LedgerError(.closed, "The journal is closed.")
        case .failed: throw .poisoned
        case .contradicted(let error): throw error
        }
    }
}

extension LedgerError {
    static let poisoned = LedgerError(
        .poisoned, "An earlier write to the ledger failed; nothing is accepted until it was opened and verified again.")
}
