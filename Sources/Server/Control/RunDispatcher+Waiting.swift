import ControlPlane
import Ledger
import Logging

/// How waiting runs get their turn.
extension RunDispatcher {
    /// Waiting runs that are started together.
    private static let batch = 64

    /// Starts whatever waits and has room, oldest first. A run for which there is no executor does not hold up those behind it.
    func startWaiting() async {
        while true {
            let batch: Batch
            do {
                batch = try await ledger.transact(patiently: true) { self.startBatch(in: &$0) }
            } catch {
                return logger.error("waiting runs could not be started", metadata: ["error": "\(error)"])
            }
            for run in batch.ended {
                inline.forget(run)
                watchers.changed(run)
            }
            for attempt in batch.started { await send(attempt) }
            if batch.isHeldUp {
                guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
            } else if batch.started.isEmpty {
                return
            }
        }
    }

    /// What came of the waiting runs in one transaction.
    private struct Batch: Sendable {
        var started: [Attempt] = []
        /// Those that could never be started.
        var ended: [RunID] = []
        /// Whether the journal takes no more for now.
        var isHeldUp = false
    }

    /// Throws nothing: what was started must be sent even if the next one cannot be.
    private func startBatch(in transaction: inout ControlLedger.Transaction) -> Batch {
        var batch = Batch()
        for run in transaction.state.queuedRuns(atMost: .max) {
            guard batch.started.count < Self.batch, pool.hasRoom else { break }
            do {
                if transaction.state.context(of: run) == nil {
                    _ = try transaction.submit(.failRun(run, lease: nil, failure: RunFailure(code: .inputUnavailable)), by: .system)
                    batch.ended.append(run)
                    continue
                }
                do {
                    if let attempt = try start(run, in: &transaction) { batch.started.append(attempt) }
                } catch is Refusal {
                    // A participant is suspended or the agreement is over: the run would wait for ever.
                    _ = try transaction.submit(.failRun(run, lease: nil, failure: RunFailure(code: .agreementEnded)), by: .system)
                    batch.ended.append(run)
                }
            } catch {
                batch.isHeldUp = (error as? LedgerError)?.code == .overloaded
                logger.warning("a waiting run could not be started", metadata: ["run": "\(run)", "error": "\(error)"])
                break
            }
        }
        return batch
    }
}
