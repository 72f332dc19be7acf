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
    }

    let journal: Journal
    let clock: NodeClock
    private let contents: Mutex<Contents>

    /// The state that replaying the journal gave.
    init(journal: Journal, state: State) {
        self.journal = journal
        clock = NodeClock(ledgerTime: state.time)
        contents = Mutex(Contents(state: state))
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
    /// - Throws: What `body` throws, also only once that is durable; `LedgerError` when the log cannot be written.
    func transact<Result: Sendable>(_ body: (inout Transaction) throws -> Result) async throws -> Result {
        let (result, pending) = contents.withLock { contents in
            var transaction = Transaction(state: contents.state, now: clock.now, journal: journal, pending: contents.pending)
            // One owner of the state's storage at a time: a copy would make every change cost the size of the state.
            contents.state = State()
            let result = Swift.Result<Result, any Error> { try body(&transaction) }
            contents.state = transaction.state
            contents.pending = transaction.pending
            return (result, transaction.pending)
        }
        // All that the transaction enqueued is one write.
        journal.flush()
        try await pending?.durable()
        return try result.get()
    }

    /// Decides one command.
    @discardableResult
    func submit(_ command: Command, by actor: Actor, key: IdempotencyKey? = nil) async throws -> Outcome {
        try await transact { try $0.submit(command, by: actor, key: key) }
    }

    /// Reads the state at the node's present time.
    func read<Result: Sendable>(_ body: (_ state: borrowing State, _ now: UInt64) throws -> Result) async throws -> Result {
        let (result, pending) = contents.withLock { contents in
            (Swift.Result<Result, any Error> { try body(contents.state, clock.now) }, contents.pending)
        }
        try await pending?.durable()
        return try result.get()
    }
}

extension ControlLedger {
    /// What the state says now, durable or not: good for doing less than otherwise, never for telling anybody.
    func glance<Result: Sendable>(_ body: (_ state: borrowing State) -> Result) -> Result {
        contents.withLock { contents in body(contents.state) }
    }
}
