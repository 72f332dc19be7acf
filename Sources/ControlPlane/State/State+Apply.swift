extension State {
    /// Applies an event that ``decide(_:by:key:at:)`` produced for this very state, or that a ledger gave back in order.
    ///
    /// Never fails for those. Throws for an event that cannot follow; the state is then not to be used any more.
    public mutating func apply(_ event: Event) throws(ReplayError) {
        guard event.at >= time, isPlausible(event.change) else { throw ReplayError(eventCount: eventCount) }
        time = event.at
        eventCount += 1
        change(event)
        if let limits = configuration?.limits { remember(event, limits) }
    }

    private mutating func change(_ event: Event) {
        switch event.change {
        case .configured(let new): configuration = new
        case .keysHandedOver, .keysRecovered: break
        case .recoverySet(let record): recovery = record
        case .partyRegistered(let document): add(document, at: event.at)
        case .partySuspended(let id):
            parties[id]?.isSuspended = true
            suspended.insert(id)
            cancelRuns(with: id, at: event.at)
        case .partyReinstated(let id):
            parties[id]?.isSuspended = false
            suspended.remove(id)
        case .functionRegistered(let document, let salt, let payload): add(document, salt, payload, at: event.at)
        case .functionDisabled(let digest): functions[digest]?.isDisabled = true
        case .functionEnabled(let digest): functions[digest]?.isDisabled = false
        case .functionDeleted(let digest): hide(digest)
        case .assetRegistered(let document, let blobPresent): add(document, blobPresent, at: event.at)
        case .assetBlobStored(let id): noteBlob(of: id)
        case .assetDeleted(let id): remove(id)
        case .agreementProposed(let document, let proposer): add(document, proposer, at: event.at)
        case .agreementSigned(let id, let party, let signature): addSignature(signature, of: party, to: id, at: event.at)
        case .agreementWithdrawn(let id, let party): end(id, isWithdrawal: true, by: party, at: event.at)
        case .agreementHalted(let id, let party): end(id, isWithdrawal: false, by: party, at: event.at)
        case .agreementsForgotten(let ids): for id in ids { forget(id) }
        case .runAdmitted: admitted(event)
        case .runStarted(let id, let lease, let executor): started(id, lease, executor, at: event.at)
        case .runSucceeded(let id, _, let outputs, let keys):
            runs[id]?.outputs = outputs
            runs[id]?.keys = keys
            keepOutputs(of: id)
            finish(id, .succeeded, at: event.at)
        case .runFailed(let id, _, let failure):
            runs[id]?.failure = failure
            finish(id, .failed, at: event.at)
        case .runRequeued(let id, _): requeued(id)
        case .runCanceled(let id): finish(id, .canceled, at: event.at)
        }
    }

    /// Whether the change's objects are there and in a state from which it can follow.
    private func isPlausible(_ change: Change) -> Bool {
        if case .configured = change { return configuration == nil }
        guard configuration != nil else { return false }
        return switch change {
        case .configured: false
        case .keysHandedOver(let measurement, let given, let withheld):
            keysHandedOver(to: measurement) == .keysHandedOver(to: measurement, given: given, withheld: withheld)
        case .recoverySet(let record): record.generation == nextRecovery
        case .keysRecovered(let generation, let holders): canRecover(generation, by: holders)
        case .partyRegistered(let document): parties[document.body.id] == nil
        case .partySuspended(let id), .partyReinstated(let id): parties[id] != nil
        case .functionRegistered(let document, _, _):
            functions[FunctionDigest(document)] == nil && functionNames[FunctionName(document.body)] == nil
        case .functionDisabled(let digest), .functionEnabled(let digest), .functionDeleted(let digest): functions[digest] != nil
        case .assetRegistered(let document, _): assets[AssetID(document)] == nil
        case .assetBlobStored(let id), .assetDeleted(let id): assets[id] != nil
        case .agreementProposed(let document, let proposer):
            agreements[AgreementID(document)] == nil && (try? record(of: document, proposer: proposer, at: time)) != nil
        case .agreementSigned(let id, let party, _):
            agreements[id]?.isParticipant(party) == true && agreements[id]?.signatures[party] == nil
        case .agreementWithdrawn(let id, _), .agreementHalted(let id, _): agreements[id].map { $0.end == nil } ?? false
        case .agreementsForgotten(let ids): ids.allSatisfy { agreements[$0] != nil && agreementActiveRuns[$0] == nil }
        case .runAdmitted(let id, let agreement, _, _, _):
            runs[id] == nil && agreements[agreement].map { $0.charged < $0.terms.limits.runs } ?? false
        case .runStarted(let id, let lease, _): runs[id]?.status == .queued && lease.fence > lastFence
        case .runSucceeded(let id, let lease, _, _): runs[id]?.status == .running && runs[id]?.lease == lease
        case .runRequeued(let id, let lease):
            runs[id].map { run in
                run.status == .running && run.lease == lease
                    && agreements[run.agreement].map { $0.charged < $0.terms.limits.runs } ?? false
            } ?? false
        case .runFailed(let id, let lease, _):
            runs[id].map { $0.status == .running && $0.lease == lease || $0.status == .queued && lease == nil } ?? false
        case .runCanceled(let id): runs[id].map { !$0.status.isFinal } ?? false
        }
    }

    private mutating func remember(_ event: Event, _ limits: Limits) {
        guard let party = event.actor.partyID, let request = event.request, let outcome = event.change.rememberedOutcome else { return }
        let record = RequestMemory.Record(commandDigest: request.commandDigest, outcome: outcome, at: event.at)
        holdings[party, default: Holdings()].requests.remember(request.key, record, limits: limits)
    }
}

extension Change {
    /// What the request memory keeps; nil where the run itself is the memory, and for what no party asks for.
    fileprivate var rememberedOutcome: Outcome? {
        switch self {
        case .partyRegistered(let document): .party(document.body.id)
        case .partySuspended(let id), .partyReinstated(let id): .party(id)
        case .functionRegistered(let document, _, _): .function(FunctionDigest(document))
        case .functionDisabled(let digest), .functionEnabled(let digest), .functionDeleted(let digest): .function(digest)
        case .assetRegistered(let document, _): .asset(AssetID(document))
        case .assetDeleted(let id): .asset(id)
        case .agreementProposed(let document, _): .agreement(AgreementID(document))
        case .agreementSigned(let id, _, _), .agreementWithdrawn(let id, _), .agreementHalted(let id, _): .agreement(id)
        case .runCanceled(let id): .run(id)
        case .configured, .keysHandedOver, .recoverySet, .keysRecovered, .assetBlobStored, .agreementsForgotten, .runAdmitted, .runStarted,
            .runSucceeded, .runFailed,
            .runRequeued:
            nil
        }
    }
}
