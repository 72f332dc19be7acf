extension State {
    /// Everything is checked again: whatever changed since admission counts, and a key is released only under a lease.
    func start(_ id: RunID, _ executor: String, _ nonce: UInt64, _ now: UInt64) throws(Refusal) -> Ruling {
        guard let run = runs[id], let agreement = agreements[run.agreement] else { throw .notFound }
        guard run.status == .queued else { throw run.status.isFinal ? .runFinished : .runNotQueued }
        guard Syntax.isMeasurement(executor) else { throw .actorNotAllowed }
        try requireLive(agreement, now, isCharged: true)
        guard let function = functions[agreement.terms.function] else { throw .notFound }
        guard !function.isDisabled else { throw .functionDisabled }
        for (slot, asset) in assetsRead(by: run, under: agreement) {
            try require(asset, ownedBy: agreement.owner(ofSlot: slot), for: function, slot)
            guard assets[asset]?.document.body.release.measurements.contains(executor) == true else { throw .releaseDenied(slot) }
        }
        let lease = Lease(fence: lastFence + 1, nonce: nonce)
        return Ruling(change: .runStarted(id, lease: lease, executor: executor), outcome: .lease(id, lease))
    }

    func complete(
        _ id: RunID, _ lease: Lease, _ outputs: [RunOutput], _ keys: [OutputKey], by caller: Caller, _ limits: Limits
    ) throws(Refusal) -> Ruling {
        guard let run = runs[id], let agreement = agreements[run.agreement] else { throw .staleLease }
        guard run.lease == lease, holds(caller, run) else { throw .staleLease }
        if run.status == .succeeded, run.outputs == outputs { return Ruling(change: nil, outcome: .run(id)) }
        guard run.status == .running else { throw run.status.isFinal ? .runFinished : .staleLease }
        try requireOutputs(outputs, keys, agreement, limits)
        return Ruling(change: .runSucceeded(id, lease: lease, outputs: outputs, keys: keys), outcome: .run(id))
    }

    func fail(_ id: RunID, _ lease: Lease?, _ failure: RunFailure, by caller: Caller) throws(Refusal) -> Ruling {
        guard let run = runs[id], let agreement = agreements[run.agreement] else { throw .staleLease }
        if let lease {
            guard run.lease == lease, holds(caller, run) else { throw .staleLease }
            if run.status == .failed, run.failure == failure { return Ruling(change: nil, outcome: .run(id)) }
            guard run.status == .running else { throw run.status.isFinal ? .runFinished : .staleLease }
        } else {
            guard case .system = caller else { throw .actorNotAllowed }
            guard run.status == .queued else { throw run.status.isFinal ? .runFinished : .runNotQueued }
        }
        guard zip(failure.details, failure.details.dropFirst()).allSatisfy({ $0.slot < $1.slot }) else { throw .failureInvalid }
        for detail in failure.details {
            guard agreement.owner(ofSlot: detail.slot) == detail.owner, Syntax.isReason(detail.code), Syntax.isSentence(detail.sentence)
            else { throw .failureInvalid }
        }
        return Ruling(change: .runFailed(id, lease: lease, failure: failure), outcome: .run(id))
    }

    func requeue(_ id: RunID, _ lease: Lease, _ now: UInt64, _ limits: Limits) throws(Refusal) -> Ruling {
        guard let run = runs[id], let agreement = agreements[run.agreement] else { throw .notFound }
        guard run.status == .running, run.lease == lease else { throw run.status.isFinal ? .runFinished : .staleLease }
        let change: Change
        if agreement.status(at: now) != .active {
            change = .runFailed(id, lease: lease, failure: RunFailure(code: .agreementEnded))
        } else if run.attempt >= limits.attempts {
            change = .runFailed(id, lease: lease, failure: RunFailure(code: .executorLost))
        } else {
            change = .runRequeued(id, lease: lease)
        }
        return Ruling(change: change, outcome: .run(id))
    }

    func cancel(_ id: RunID, by caller: Caller) throws(Refusal) -> Ruling {
        guard let run = runs[id] else { throw .notFound }
        if case .party(let party) = caller {
            guard agreements[run.agreement]?.isParticipant(party.id) == true else { throw .notFound }
            guard run.requester == party.id else { throw .notRequester }
        }
        guard !run.status.isFinal else { throw .runFinished }
        return Ruling(change: .runCanceled(id), outcome: .run(id))
    }

    /// The assets that a run reads, by slot.
    func assetsRead(by run: RunRecord, under agreement: AgreementRecord) -> [(slot: String, asset: AssetID)] {
        let fixed = agreement.terms.inputs.compactMap { input -> (String, AssetID)? in
            if case .asset(let id) = input.binding { (input.slot, id) } else { nil }
        }
        let given = run.inputs.compactMap { input -> (String, AssetID)? in
            if case .asset(let id) = input.source { (input.slot, id) } else { nil }
        }
        return fixed + given
    }

    /// Whether the caller may speak for the run's executor.
    private func holds(_ caller: Caller, _ run: RunRecord) -> Bool {
        switch caller {
        case .system: true
        case .executor(let measurement): run.executor == measurement
        case .party, .newcomer: false
        }
    }

    private func requireOutputs(
        _ outputs: [RunOutput], _ keys: [OutputKey], _ agreement: AgreementRecord, _ limits: Limits
    ) throws(Refusal) {
        let terms = agreement.terms
        guard outputs.map(\.slot) == terms.outputs.map(\.slot), outputs.allSatisfy(\.isConsistent) else { throw .outputMismatch }
        let expected = terms.outputs.flatMap { output in output.recipients.map { RecipientOfSlot(output.slot, $0.party) } }
        guard keys.map({ RecipientOfSlot($0.slot, $0.recipient) }) == expected else { throw .outputMismatch }
        guard keys.allSatisfy({ (1...OutputKey.maximumEnvelopeBytes).contains($0.envelope.count) }) else { throw .outputMismatch }
        guard let manifest = functions[terms.function]?.document.body else { throw .notFound }
        var (total, inline): (UInt64, Int) = (0, 0)
        for output in outputs {
            guard let slot = manifest.outputs.first(where: { $0.name == output.slot }), output.plaintextLength <= slot.maximumBytes
            else { throw .outputTooLarge(output.slot) }
            let sum = total.addingReportingOverflow(output.plaintextLength)
            guard !sum.overflow, sum.partialValue <= terms.limits.outputBytes else { throw .outputTooLarge(nil) }
            total = sum.partialValue
            inline += output.inline?.count ?? 0
        }
        guard inline <= Int(limits.inlineOutputBytes) else { throw .outputTooLarge(nil) }
    }

    private struct RecipientOfSlot: Equatable {
        let slot: String
        let party: PartyID

        init(_ slot: String, _ party: PartyID) { (self.slot, self.party) = (slot, party) }
    }
}
