import ControlPlane
import Ledger
import Synchronization
import Wire

/// The state of a control node and the journal it follows from: what is decided is appended, made durable, and only then told.
///
/// Reads come from memory and wait for the durability of what they may have seen, so that nobody ever learns of an event that a crash undoes.
final class ControlLedger: Sendable {
    private struct Contents {
        var state: State
        var pending: PendingAppend?
        /// How many entries the state follows from.
        var size: UInt64
    }

    let journal: Journal
    /// The ledger's time: everything that expires is measured with it.
    var clock: LedgerClock { journal.clock }
    private let contents: Mutex<Contents>

    /// The state that replaying the journal gave.
    init(journal: Journal, state: State) throws {
        self.journal = journal
        journal.clock.raise(to: state.time)
        contents = Mutex(Contents(state: state, size: try journal.size))
    }

    /// Commands in one critical section: each sees what the ones before it changed.
    struct Transaction {
        fileprivate(set) var state: State
        let now: UInt64
        fileprivate let journal: Journal
        fileprivate var pending: PendingAppend?

        /// Decides a command, gives its events their place in the log, and applies them.
        ///
        /// - Throws: `Refusal`, or `LedgerError` when the journal takes no more.
        mutating func submit(_ command: Command, by actor: Actor, key: IdempotencyKey? = nil) throws -> Outcome {
            let decision = try state.decide(command, by: actor, key: key, at: now)
            guard !decision.isRepetition else { return decision.outcome }
            pending = try journal.enqueue(decision.events.map { LedgerRecord($0, in: state) }, isMoreComing: true)
            for event in decision.events { try state.apply(event) }
            return decision.outcome
        }

        /// Whether a command would be answered as it was the first time, and change nothing.
        func isRepetition(_ command: Command, by actor: Actor, key: IdempotencyKey) throws -> Bool {
            try state.decide(command, by: actor, key: key, at: now).isRepetition
        }
    }

    /// Runs a transaction and returns its result once everything it wrote or may have read is durable.
    ///
    /// - Parameter patiently: Waits for the witnesses for as long as it takes, for what must go on once it is acknowledged.
    /// - Throws: What `body` throws, also only once that is durable; `LedgerError` when the log cannot be written, or too few witnesses cosigned.
    func transact<Result: Sendable>(patiently: Bool = false, _ body: (inout Transaction) throws -> Result) async throws -> Result {
        let (result, pending) = contents.withLock { contents in
            var transaction = Transaction(state: contents.state, now: clock.now, journal: journal, pending: contents.pending)
            // One owner of the state's storage at a time: a copy would make every change cost the size of the state.
            contents.state = State()
            let result = Swift.Result<Result, any Error> { try body(&transaction) }
            contents.state = transaction.state
            contents.pending = transaction.pending
            if let pending = transaction.pending { contents.size = max(contents.size, pending.sequences.upperBound) }
            return (result, transaction.pending)
        }
        // All that the transaction enqueued is one write.
        journal.flush()
        try await acknowledgement(of: pending, patiently: patiently)
        return try result.get()
    }

    /// Decides one command.
    @discardableResult
    func submit(_ command: Command, by actor: Actor, key: IdempotencyKey? = nil, patiently: Bool = false) async throws -> Outcome {
        try await transact(patiently: patiently) { try $0.submit(command, by: actor, key: key) }
    }

    /// Seals a snapshot of the present state once that is durable; what is decided meanwhile is not in it.
    func snapshot() async throws -> SnapshotSummary {
        let (state, size, pending) = contents.withLock { ($0.state, $0.size, $0.pending) }
        try await acknowledgement(of: pending, patiently: true)
        return try await journal.snapshot(at: size, format: StateSnapshot.format, items: StateSnapshot(state))
    }

    /// Reads the state at the node's present time.
    func read<Result: Sendable>(_ body: (_ state: borrowing State, _ now: UInt64) throws -> Result) async throws -> Result {
        let (result, pending) = contents.withLock { contents in
            (Swift.Result<Result, any Error> { try body(contents.state, clock.now) }, contents.pending)
        }
        try await acknowledgement(of: pending, patiently: false)
        return try result.get()
    }

    /// Waits until what a caller may have seen is acknowledged, and refuses to tell of a state that the witnesses may have left behind.
    private func acknowledgement(of pending: PendingAppend?, patiently: Bool) async throws {
        if let pending {
            var failure = await pending.failure()
            while let error = failure {
                guard patiently, error.code == .unwitnessed, !journal.isClosed else { throw error }
                failure = await pending.failure()
            }
        }
        guard clock.isFresh else { throw ServiceRefusal.timeTooOld }
    }
}

extension ControlLedger {
    /// What the state says now, durable or not: good for doing less than otherwise, never for telling anybody.
    func glance<Result: Sendable>(_ body: (_ state: borrowing State) -> Result) -> Result {
        contents.withLock { contents in body(contents.state) }
    }
}
