extension State {
    mutating func admitted(_ event: Event) {
        guard case .runAdmitted(let id, let agreement, let requester, let key, let inputs) = event.change else { return }
        runs[id] = RunRecord(
            id: id, agreement: agreement, requester: requester, key: key, commandDigest: event.request?.commandDigest ?? [],
            inputs: inputs, admittedAt: event.at)
        agreements[agreement]?.charged += 1
        runKeys[RunKey(requester: requester, key: key)] = id
        queue.append(id)
        agreementRuns[agreement, default: OrderedIndex()].append(id)
        agreementActiveRuns[agreement, default: OrderedIndex()].append(id)
        holdings[requester, default: Holdings()].runs.append(id)
    }

    mutating func started(_ id: RunID, _ lease: Lease, _ executor: String, at time: UInt64) {
        guard var run = runs.removeValue(forKey: id) else { return }
        run.status = .running
        run.lease = lease
        run.executor = executor
        run.startedAt = time
        runs[id] = run
        lastFence = lease.fence
        queue.remove(id)
        running.append(id)
    }

    mutating func requeued(_ id: RunID) {
        guard var run = runs.removeValue(forKey: id) else { return }
        run.status = .queued
        run.attempt += 1
        runs[id] = run
        agreements[run.agreement]?.charged += 1
        running.remove(id)
        queue.append(id)
    }

    mutating func finish(_ id: RunID, _ status: RunStatus, at time: UInt64) {
        guard var run = runs.removeValue(forKey: id) else { return }
        run.status = status
        run.finishedAt = time
        runs[id] = run
        queue.remove(id)
        running.remove(id)
        agreementActiveRuns[run.agreement]?.remove(id)
        if agreementActiveRuns[run.agreement]?.isEmpty == true { agreementActiveRuns[run.agreement] = nil }
        retain(id, of: run.requester)
    }

    /// Forgets the requester's oldest finished runs beyond the limit.
    private mutating func retain(_ id: RunID, of requester: PartyID) {
        guard let limit = configuration?.limits.retainedRunsPerParty else { return }
        holdings[requester]?.finishedRuns.append(id)
        while (holdings[requester]?.finishedRuns.count ?? 0) > Int(limit), let oldest = holdings[requester]?.finishedRuns.first {
            forget(oldest)
        }
    }

    mutating func forget(_ id: RunID) {
        guard let run = runs.removeValue(forKey: id) else { return }
        releaseOutputs(of: run)
        runKeys[RunKey(requester: run.requester, key: run.key)] = nil
        holdings[run.requester]?.runs.remove(id)
        holdings[run.requester]?.finishedRuns.remove(id)
        agreementRuns[run.agreement]?.remove(id)
        if agreementRuns[run.agreement]?.isEmpty == true { agreementRuns[run.agreement] = nil }
    }
}
