extension State {
    func admit(
        _ run: RunID, _ id: AgreementID, _ inputs: [RunInput], by party: PartyRecord, _ key: IdempotencyKey?, _ now: UInt64,
        _ configuration: Configuration
    ) throws(Refusal) -> Ruling {
        guard let key else { throw .idempotencyKeyMissing }
        let agreement = try agreement(id, of: party.id)
        guard agreement.runners.contains(party.id) else { throw .notAllowedToRun }
        try requireLive(agreement, now, isCharged: false)
        guard let function = functions[agreement.terms.function] else { throw .notFound }
        guard !function.isDisabled else { throw .functionDisabled }
        guard configuration.jailProfiles.contains(agreement.terms.jailProfile) else { throw .jailProfileUnknown }
        try requireInputs(inputs, agreement, function, by: party.id)
        guard runs[run] == nil else { throw .runExists }
        guard (holdings[party.id]?.activeRuns ?? 0) < Int(configuration.limits.activeRunsPerParty) else { throw .partyRunLimit }
        guard queue.count + running.count < Int(configuration.limits.activeRuns) else { throw .queueFull }
        let change = Change.runAdmitted(run, agreement: id, requester: party.id, key: key, inputs: inputs)
        return Ruling(change: change, outcome: .run(run))
    }

    /// The requester fills exactly the slots that it provides, with its own assets or with bytes; the terms fill the rest.
    private func requireInputs(
        _ inputs: [RunInput], _ agreement: AgreementRecord, _ function: FunctionRecord, by requester: PartyID
    ) throws(Refusal) {
        var given = inputs[...]
        var total: UInt64 = 0
        for bound in agreement.terms.inputs {
            let byteCount: UInt64
            switch bound.binding {
            case .asset(let id):
                guard given.first?.slot != bound.slot else { throw .slotNotYours(bound.slot) }
                try require(id, ownedBy: agreement.assetOwners[id], for: function, bound.slot)
                byteCount = assets[id]?.document.body.plaintextLength ?? 0
            case .provided(let provider):
                guard provider == requester else { throw .slotNotYours(bound.slot) }
                guard let input = given.first, input.slot == bound.slot else {
                    throw .slotMismatch("The run must fill the slot \"\(bound.slot)\", and each slot once, in ascending order.")
                }
                given = given.dropFirst()
                byteCount = try requireInput(input, function, by: requester)
            }
            let sum = total.addingReportingOverflow(byteCount)
            guard !sum.overflow, sum.partialValue <= agreement.terms.limits.inputBytes else { throw .inputTooLarge(nil) }
            total = sum.partialValue
        }
        guard given.isEmpty else { throw .slotMismatch("The run fills a slot that the agreement does not have, or one twice.") }
    }

    private func requireInput(
        _ input: RunInput, _ function: FunctionRecord, by requester: PartyID
    ) throws(Refusal) -> UInt64 {
        switch input.source {
        case .asset(let id):
            guard let asset = assets[id], asset.owner == requester else { throw .notFound }
            try require(id, ownedBy: requester, for: function, input.slot)
            return asset.document.body.plaintextLength
        case .inline(let commitment, let byteCount):
            guard commitment.count == Digests.length else { throw .slotMismatch("An input's commitment has 32 bytes.") }
            guard
                let slot = function.document.body.inputs.first(where: { $0.name == input.slot }), byteCount <= slot.maximumBytes
            else { throw .inputTooLarge(input.slot) }
            return byteCount
        }
    }
}
