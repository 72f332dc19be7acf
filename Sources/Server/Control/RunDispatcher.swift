import ControlAPI
import ControlPlane
import Crypto
import Execution
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

    /// Waiting runs that are looked at together.
    private static let batch = 64

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
        do {
            let assignment = try assignment(for: attempt)
            attempt.member.outbound.yield(
                .with { response in
                    response.assignment = .with {
                        $0.lease = .init(attempt.lease.bytes)
                        $0.assignment = .init(assignment.wireBytes)
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

    /// Starts whatever waits and has room, oldest first.
    func startWaiting() async {
        while true {
            let attempts: [Attempt]
            do {
                attempts = try await ledger.transact { transaction in
                    var started: [Attempt] = []
                    for run in transaction.state.queuedRuns(atMost: Self.batch) {
                        do {
                            if let attempt = try self.start(run, in: &transaction) { started.append(attempt) }
                        } catch is Refusal {
                            // A participant is suspended or the agreement is over: the run would wait for ever.
                            _ = try transaction.submit(
                                .failRun(run, lease: nil, failure: RunFailure(code: .agreementEnded)), by: .system)
                        }
                    }
                    return started
                }
            } catch {
                return logger.error("waiting runs could not be started", metadata: ["error": "\(error)"])
            }
            for attempt in attempts { await send(attempt) }
            if attempts.isEmpty { return }
        }
    }

    /// Commits what an executor says of a lease that it holds. Anything else is discarded: at most one result is ever released.
    func finish(_ lease: Lease, with result: RunResult, from member: ExecutorPool.Member) async {
        committing.withLock { $0 += 1 }
        defer { committing.withLock { $0 -= 1 } }
        guard let run = pool.end(lease, on: member) else {
            return logger.warning("a result came without its lease", metadata: ["lease": "\(lease)"])
        }
        let actor = ControlPlane.Actor.executor(measurement: member.measurement)
        switch result {
        case .succeeded(let outputs):
            do {
                let command = try await completion(of: run, lease: lease, outputs: outputs)
                await settle(run, command, by: actor)
            } catch {
                logger.warning("a result was refused", metadata: ["run": "\(run)", "error": "\(error)"])
                await settle(run, .failRun(run, lease: lease, failure: RunFailure(code: .executorFailed)), by: .system)
            }
        case .failed(let failure):
            await settle(run, .failRun(run, lease: lease, failure: failure), by: actor)
        }
        await startWaiting()
    }

    /// Puts runs whose executor is lost back into the queue, or ends those that cannot be tried again.
    ///
    /// A run whose inline bytes are gone is not charged for an attempt that cannot be made.
    func lose(_ leases: [Lease: RunID]) async {
        for (lease, run) in leases {
            let context = try? await ledger.read { state, _ in state.context(of: run) }
            if let order = context.flatMap({ $0 }), !hasInlineBytes(for: order) {
                await settle(run, .failRun(run, lease: lease, failure: RunFailure(code: .inputUnavailable)), by: .system)
            } else {
                await settle(run, .requeueRun(run, lease: lease), by: .system)
            }
        }
        await startWaiting()
    }

    /// After a restart every lease is void and every inline byte is gone.
    func recover() async throws {
        let leases = try await ledger.read { state, _ in
            state.runningRuns.reduce(into: [Lease: RunID]()) { leases, run in
                if let lease = state.context(of: run)?.lease { leases[lease] = run }
            }
        }
        await lose(leases)
        let waiting = try await ledger.read { state, _ in state.queuedRuns(atMost: .max) }
        for run in waiting {
            guard let order = try await ledger.read({ state, _ in state.context(of: run) }), !hasInlineBytes(for: order) else { continue }
            await settle(run, .failRun(run, lease: nil, failure: RunFailure(code: .inputUnavailable)), by: .system)
        }
    }

    /// Submits a command about a run and tells those who wait for it.
    func settle(_ run: RunID, _ command: Command, by actor: ControlPlane.Actor) async {
        do {
            try await ledger.submit(command, by: actor)
        } catch {
            logger.notice("a run's end was refused", metadata: ["run": "\(run)", "reason": "\(error)"])
        }
        if (try? await ledger.read { state, _ in state.context(of: run)?.status.isFinal ?? true }) == true { inline.forget(run) }
        watchers.changed(run)
    }

    /// Revokes the leases and lets the bytes go of runs that have ended otherwise, and wakes all who wait: an agreement was halted, a run canceled.
    func sweep() async {
        for (member, lease, run) in pool.leases {
            guard (try? await ledger.read { state, _ in state.context(of: run)?.status.isFinal ?? true }) == true else { continue }
            guard pool.end(lease, on: member) != nil else { continue }
            member.outbound.yield(.with { response in response.revocation = .with { $0.lease = .init(lease.bytes) } })
        }
        for run in inline.runs {
            // A run that is not known yet is being admitted right now.
            if (try? await ledger.read { state, _ in state.context(of: run)?.status.isFinal ?? false }) == true { inline.forget(run) }
        }
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
