import AttestedTransport
import ControlAPI
import ControlPlane
import Crypto
import Execution
import Ledger
import Logging
import SealedData
import SwiftProtobuf
import Synchronization
import Wire

/// Takes runs from admission to their end: gives each to an executor under a lease, releases keys only once the charge and the lease are
/// durable, and commits what comes back. An executor that is lost loses its leases; its runs are charged again and wait again.
final class RunDispatcher: Sendable {
    let ledger: ControlLedger
    let watchers: RunWatchers
    let inline: InlineInputs
    let pool = ExecutorPool()
    /// Where outputs go that are too long for the ledger.
    let blobs: BlobDirectory

    /// Opens the asset keys that owners wrapped to the ledger.
    let recipientKey: RecipientPrivateKey
    /// From which each attempt's run key follows; gone with the process.
    let attemptSecret = SymmetricKey(size: .bits256)
    private let logger: Logger
    /// Results that have come and are not settled yet.
    private let committing = Mutex(0)

    /// Whether a run is being started, worked on or settled.
    var isBusy: Bool { pool.isBusy || committing.withLock { $0 > 0 } }

    init(
        ledger: ControlLedger, watchers: RunWatchers, inline: InlineInputs, blobs: BlobDirectory, recipientKey: RecipientPrivateKey,
        logger: Logger
    ) {
        self.ledger = ledger
        self.watchers = watchers
        self.inline = inline
        self.blobs = blobs
        self.recipientKey = recipientKey
        self.logger = logger
    }

    /// Waiting runs that are started together.
    private static let batch = 64
    /// The longest assignment: one that is too long for a message would end its executor's stream, and every other run there.
    private static let maximumAssignmentBytes = TransportLimits.message - 4096
    /// How long to wait when more is to be written than the journal takes.
    private static let pause = Duration.milliseconds(100)
    /// How often a run's end is submitted again because of that.
    private static let settlements = 100

    /// What one attempt needs: the executor that has room for it, its lease, and what it will be told.
    struct Attempt: Sendable {
        let member: ExecutorPool.Member
        let lease: Lease
        let order: RunContext
    }

    /// Starts a run inside the caller's transaction if an executor has room for it; otherwise the run stays queued.
    func start(_ run: RunID, in transaction: inout ControlLedger.Transaction) throws -> Attempt? {
        guard let order = transaction.state.context(of: run) else { return nil }
        guard let member = pool.reserve(where: { order.admits(measurement: $0) }) else { return nil }
        do {
            let outcome = try transaction.submit(
                .startRun(run, executor: member.measurement, nonce: .random(in: .min ... .max)), by: .system)
            guard case .lease(_, let lease) = outcome else { throw ServiceRefusal.notFound }
            return Attempt(member: member, lease: lease, order: order)
        } catch {
            pool.release(member)
            throw error
        }
    }

    /// Sends an attempt whose lease is durable to its executor, with the keys it needs and nothing else.
    func send(_ attempt: Attempt) async {
        guard pool.hold(attempt.lease, for: attempt.order.run, on: attempt.member) else {
            return await lose([attempt.lease: attempt.order.run])
        }
        // Whoever ended the run before the lease was held could not revoke it: no key may leave for it.
        guard ledger.glance({ $0.context(of: attempt.order.run)?.isRunning(under: attempt.lease) ?? false }) else {
            _ = pool.end(attempt.lease, on: attempt.member)
            await settle(
                attempt.order.run, .failRun(attempt.order.run, lease: attempt.lease, failure: RunFailure(code: .inputUnavailable)),
                by: .system)
            return
        }
        do {
            let assignment = try assignment(for: attempt).wireBytes
            guard assignment.count <= Self.maximumAssignmentBytes else {
                throw ServiceRefusal.invalidArgument("The assignment is too long for a message.")
            }
            attempt.member.outbound.yield(
                .with { response in
                    response.assignment = .with {
                        $0.lease = .init(attempt.lease.bytes)
                        $0.assignment = .init(assignment)
                    }
                })
        } catch {
            logger.warning("a run could not be assigned", metadata: ["run": "\(attempt.order.run)", "error": "\(error)"])
            _ = pool.end(attempt.lease, on: attempt.member)
            await settle(
                attempt.order.run, .failRun(attempt.order.run, lease: attempt.lease, failure: RunFailure(code: .inputUnavailable)),
                by: .system)
        }
        watchers.changed(attempt.order.run)
    }

    /// Starts whatever waits and has room, oldest first. A run for which there is no executor does not hold up those behind it.
    func startWaiting() async {
        while true {
            let batch: Batch
            do {
                batch = try await ledger.transact { self.startBatch(in: &$0) }
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

    /// Commits what an executor says of a lease that it holds. Anything else is discarded: at most one result is ever released.
    func finish(_ lease: Lease, with result: RunResult, from member: ExecutorPool.Member) async {
        committing.withLock { $0 += 1 }
        defer { committing.withLock { $0 -= 1 } }
        guard let run = pool.end(lease, on: member) else {
            return logger.warning("a result came without its lease", metadata: ["lease": "\(lease)"])
        }
        let actor = ControlPlane.Actor.executor(measurement: member.measurement)
        let command: Command
        switch result {
        case .succeeded(let outputs):
            do {
                command = try await completion(of: run, lease: lease, outputs: outputs)
            } catch {
                logger.warning("a result was refused", metadata: ["run": "\(run)", "error": "\(error)"])
                command = .failRun(run, lease: lease, failure: RunFailure(code: .executorFailed))
            }
        case .failed(let failure): command = .failRun(run, lease: lease, failure: failure)
        }
        if let refusal = await settle(run, command, by: actor), refusal.reason != .runFinished, refusal.reason != .staleLease {
            // Nobody holds the lease any more: a run whose end is not acceptable must end all the same.
            let code: RunFailure.Code = refusal.reason == .participantSuspended ? .agreementEnded : .executorFailed
            await settle(run, .failRun(run, lease: lease, failure: RunFailure(code: code)), by: .system)
        }
        await startWaiting()
    }

    /// Puts runs whose executor is lost back into the queue, or ends those that cannot be tried again.
    ///
    /// A run whose inline bytes or assets are gone is not charged for an attempt that cannot be made.
    func lose(_ leases: [Lease: RunID]) async {
        for (lease, run) in leases {
            let order = try? await ledger.read { state, _ in state.context(of: run) }
            if let order, hasInlineBytes(for: order) {
                await settle(run, .requeueRun(run, lease: lease), by: .system)
            } else {
                await settle(run, .failRun(run, lease: lease, failure: RunFailure(code: .inputUnavailable)), by: .system)
            }
        }
        await startWaiting()
    }

    /// After a restart every lease is void and every inline byte is gone.
    func recover() async throws {
        let running = try await ledger.read { state, _ in state.runningRuns.map { ($0, state.context(of: $0)?.lease) } }
        await lose(running.reduce(into: [:]) { leases, run in if let lease = run.1 { leases[lease] = run.0 } })
        // An asset of these is gone, and so there is nothing to try again.
        for (run, lease) in running where lease == nil { await settle(run, .cancelRun(run), by: .system) }
        for run in try await ledger.read({ state, _ in state.queuedRuns(atMost: .max) }) {
            if let order = try await ledger.read({ state, _ in state.context(of: run) }), hasInlineBytes(for: order) { continue }
            await settle(run, .failRun(run, lease: nil, failure: RunFailure(code: .inputUnavailable)), by: .system)
        }
    }

    /// Submits a command about a run and tells those who wait for it. Returns the control plane's refusal, if it refused.
    @discardableResult
    func settle(_ run: RunID, _ command: Command, by actor: ControlPlane.Actor) async -> Refusal? {
        var refusal: Refusal?
        for _ in 0..<Self.settlements {
            do {
                try await ledger.submit(command, by: actor)
            } catch let error as LedgerError where error.code == .overloaded {
                // The run's end must not be lost to a moment of much writing.
                if (try? await Task.sleep(for: Self.pause)) != nil { continue }
            } catch {
                refusal = error as? Refusal
                logger.notice("a run's end was refused", metadata: ["run": "\(run)", "reason": "\(error)"])
            }
            break
        }
        if (try? await ledger.read { state, _ in state.context(of: run)?.status.isFinal ?? true }) == true { inline.forget(run) }
        watchers.changed(run)
        return refusal
    }

    /// Revokes the leases and lets the bytes go of runs that have ended otherwise, and wakes all who wait: an agreement was halted, a run
    /// canceled, an asset deleted.
    func sweep() async {
        let held = pool.leases
        let statuses = (try? await ledger.read { state, _ in held.map { state.context(of: $0.run)?.status } }) ?? []
        for ((member, lease, run), status) in zip(held, statuses) where status?.isFinal ?? true {
            guard pool.end(lease, on: member) != nil else { continue }
            member.outbound.yield(.with { response in response.revocation = .with { $0.lease = .init(lease.bytes) } })
            // Without its asset the run can no longer be told of, and must end.
            if status == nil {
                await settle(run, .failRun(run, lease: lease, failure: RunFailure(code: .inputUnavailable)), by: .system)
            }
        }
        let kept = inline.runs
        // A run that is not known yet is being admitted right now.
        let ended = (try? await ledger.read { state, _ in kept.filter { state.context(of: $0)?.status.isFinal ?? false } }) ?? []
        for run in ended { inline.forget(run) }
        watchers.changedAny()
    }

    private func hasInlineBytes(for order: RunContext) -> Bool {
        let held = inline.inputs(of: order.run)
        return order.inputs.allSatisfy { input in
            guard case .inline = input.source else { return true }
            return held[input.slot.name] != nil
        }
    }
}

extension RunContext {
    /// Whether an executor works on the run under this lease.
    func isRunning(under lease: Lease) -> Bool { status == .running && self.lease == lease }
}
