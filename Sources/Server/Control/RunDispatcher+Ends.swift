import ControlPlane
import Execution
import Ledger
import Logging
import Synchronization

/// How runs end: by their result, because somebody stopped them, or because whoever worked on them is gone.
extension RunDispatcher {
    /// How often a run's end is submitted again when the journal takes no more.
    private static let settlements = 100

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
            await settle(run, .failRun(run, lease: lease, failure: RunFailure(code: .executorFailed)), by: .system)
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
                try await ledger.submit(command, by: actor, patiently: true)
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
    /// canceled, an asset deleted, a party suspended. What waits may then have their room.
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
        await startWaiting()
    }

    private func hasInlineBytes(for order: RunContext) -> Bool {
        let held = inline.inputs(of: order.run)
        return order.inputs.allSatisfy { input in
            guard case .inline = input.source else { return true }
            return held[input.slot.name] != nil
        }
    }
}
