import Synchronization

/// Records that have their place in the log but may not be durable yet.
public final class PendingAppend: Sendable {
    /// The sequence numbers of the records, in the order in which they were given.
    public let sequences: Range<UInt64>

    private enum State {
        case waiting([CheckedContinuation<Result<Void, LedgerError>, Never>])
        case done(Result<Void, LedgerError>)
    }
    private let state = Mutex(State.waiting([]))

    init(_ sequences: Range<UInt64>) { self.sequences = sequences }

    /// Waits until the records are durable, and cosigned if the ledger needs it; only then may anybody be told of them. Throws `unwitnessed` if a
    /// quorum was not reached in time; the outcome is then open, and may be waited for again.
    ///
    /// Cancellation does not shorten the wait, whose end is near and tells the outcome.
    public func durable() async throws(LedgerError) {
        let result = await withCheckedContinuation { continuation in
            let known: Result<Void, LedgerError>? = state.withLock { state in
                switch state {
                case .waiting(let waiting):
                    state = .waiting(waiting + [continuation])
                    return nil
                case .done(let result):
                    return result
                }
            }
            if let known { continuation.resume(returning: known) }
        }
        try result.get()
    }

    /// Why it is not acknowledged; nil once it is. Waits like `durable()`.
    public func failure() async -> LedgerError? {
        do throws(LedgerError) {
            try await durable()
            return nil
        } catch {
            return error
        }
    }

    /// Tells those who wait now that the outcome is not known in time; who asks later waits anew.
    func disappoint(_ error: LedgerError) {
        let waiting: [CheckedContinuation<Result<Void, LedgerError>, Never>] = state.withLock { state in
            guard case .waiting(let waiting) = state else { return [] }
            state = .waiting([])
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: .failure(error)) }
    }

    /// Settles the outcome; the first call counts.
    func settle(_ result: Result<Void, LedgerError>) {
        let waiting: [CheckedContinuation<Result<Void, LedgerError>, Never>] = state.withLock { state in
            guard case .waiting(let waiting) = state else { return [] }
            state = .done(result)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }
}
