/// What a writer of rounds is given.
enum WitnessWork: Sendable {
    /// Entries that are durable and not acknowledged.
    case group(AppendGroup)
    /// The time is growing old.
    case refresh
}

extension Journal {
    /// How long to wait before a round that failed is repeated.
    private static let pause = Duration.milliseconds(100)

    /// How many durable entries no quorum, or without one no witness, has cosigned yet.
    public var unwitnessedEntries: UInt64 {
        get throws(LedgerError) {
            guard let witnesses else { return 0 }
            let size = try size
            let cosigned = witnesses.latest?.size ?? 0
            return size - min(size, cosigned)
        }
    }

    /// Writes the ledger's time down as an entry of its own, so that a later opening knows it.
    @discardableResult
    public func recordTime() throws(LedgerError) -> PendingAppend {
        try enqueue([TimeRecord(time: clock.now).record], kind: .time)
    }

    /// Has the head with the opening entry cosigned: cosignatures over fresh random bytes cannot be older than they are.
    func witnessOpening() async throws(LedgerError) {
        let head = try durableHead
        guard let witnesses else { return }
        switch witnesses.policy.mode {
        case .off: return
        case .async: offer(head, to: witnesses)
        case .quorum:
            if let failure = await round(witnesses) { throw failure }
            try recordTime()
        }
    }

    /// Tells the groups of a durable batch, or has them cosigned first.
    func acknowledge(_ batch: [SealedGroup]) {
        guard let witnesses, witnesses.policy.mode != .off else {
            for group in batch { settle(group.group, .success(())) }
            return
        }
        guard witnesses.policy.mode == .quorum else {
            for group in batch { settle(group.group, .success(())) }
            if let head = try? durableHead { offer(head, to: witnesses) }
            return
        }
        for group in batch where !committed.put(.group(group.group), isMoreComing: true) { settle(group.group, .failure(.poisoned)) }
        committed.wake()
    }

    /// Acknowledges durable entries as quorums cosign them, until all that will ever be committed was tried.
    func witnessAll() async {
        guard let witnesses, witnesses.policy.mode == .quorum else { return }
        async let _ = keepTime(witnesses)
        while let work = await committed.takeAll() {
            var waiting = work.compactMap(\.group)
            // A refresh alone is not repeated: the next one comes by itself.
            var failure = waiting.isEmpty ? await round(witnesses) : nil
            while !waiting.isEmpty {
                failure = isWitnessed(waiting) ? nil : await round(witnesses)
                if let failure {
                    for group in waiting { group.pending.disappoint(failure) }
                    let (more, isFinished) = committed.drain()
                    waiting += more.compactMap(\.group)
                    if isFinished {
                        for group in waiting { settle(group, .failure(failure)) }
                        waiting = []
                    } else {
                        try? await clock.monotonic.sleep(Self.pause)
                    }
                } else {
                    let size = (try? withTree { $0.provenSize }) ?? 0
                    for group in waiting where group.pending.sequences.upperBound <= size { settle(group, .success(())) }
                    waiting.removeAll { $0.pending.sequences.upperBound <= size }
                }
            }
        }
    }

    private func isWitnessed(_ groups: [AppendGroup]) -> Bool {
        let size = (try? withTree { $0.provenSize }) ?? 0
        return groups.contains { $0.pending.sequences.upperBound <= size }
    }

    // One round over all that is durable; the reason if it failed.
    private func round(_ witnesses: WitnessQuorum) async -> LedgerError? {
        let outcome: Result<WitnessedHead, LedgerError>
        do throws(LedgerError) {
            let head = try durableHead
            outcome = .success(try await witnesses.cosign(head, proof: proofs(to: head.size)))
        } catch {
            outcome = .failure(error)
        }
        switch outcome {
        case .failure(let error): return error
        case .success(let witnessed):
            do throws(LedgerError) { try withTree { $0.witnessed = witnessed.checkpoint } } catch { return error }
            return nil
        }
    }

    private func offer(_ head: Checkpoint, to witnesses: WitnessQuorum) { witnesses.offer(head, proof: proofs(to: head.size)) }

    private func proofs(to size: UInt64) -> @Sendable (UInt64) async -> [TreeHash]? {
        { [weak self] old in try? await self?.consistencyProof(from: old, to: size).path }
    }

    // Has the head cosigned again whenever a third of the time's bound has passed, so that an idle ledger knows the time.
    private func keepTime(_ witnesses: WitnessQuorum) async {
        let interval = Duration.seconds(witnesses.policy.maximumAge) / 3
        while !Task.isCancelled {
            guard (try? await clock.monotonic.sleep(interval)) != nil else { return }
            if clock.age.map({ $0 >= interval }) ?? true, !committed.put(.refresh) { return }
        }
    }
}

extension WitnessWork {
    var group: AppendGroup? {
        guard case .group(let group) = self else { return nil }
        return group
    }
}
