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
    let keys: AssetKeyStore
    /// From which each attempt's run key follows; gone with the process.
    let attemptSecret = SymmetricKey(size: .bits256)
    let logger: Logger
    /// Results that have come and are not settled yet.
    let committing = Mutex(0)

    /// Whether a run is being started, worked on or settled.
    var isBusy: Bool { pool.isBusy || committing.withLock { $0 > 0 } }

    init(
        ledger: ControlLedger, watchers: RunWatchers, inline: InlineInputs, blobs: BlobDirectory, keys: AssetKeyStore,
        logger: Logger
    ) {
        self.ledger = ledger
        self.watchers = watchers
        self.inline = inline
        self.blobs = blobs
        self.keys = keys
        self.logger = logger
    }

    /// The longest assignment: one that is too long for a message would end its executor's stream, and every other run there.
    private static let maximumAssignmentBytes = TransportLimits.message - 4096
    /// How long to wait when more is to be written than the journal takes.
    static let pause = Duration.milliseconds(100)

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
        // Decided at a time of then; what the witnesses said since, at the latest with this very charge, counts now.
        guard ledger.clock.isFresh, attempt.order.terms.limits.notAfter > ledger.clock.now else {
            _ = pool.end(attempt.lease, on: attempt.member)
            logger.warning("nothing is released: the agreement has expired by the ledger's time, or that is too old")
            await settle(
                attempt.order.run, .failRun(attempt.order.run, lease: attempt.lease, failure: RunFailure(code: .agreementEnded)),
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
}

extension RunContext {
    /// Whether an executor works on the run under this lease.
    func isRunning(under lease: Lease) -> Bool { status == .running && self.lease == lease }
}
