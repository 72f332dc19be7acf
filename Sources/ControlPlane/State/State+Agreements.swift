extension State {
    func sign(_ id: AgreementID, _ signature: [UInt8], by party: PartyRecord, _ now: UInt64) throws(Refusal) -> Ruling {
        let agreement = try agreement(id, of: party.id)
        guard agreement.signatures[party.id] == nil else { throw .alreadySigned }
        switch agreement.status(at: now) {
        case .proposed: break
        case .halted: throw .agreementHalted
        case .withdrawn: throw .agreementWithdrawn
        case .expired: throw .agreementExpired
        case .active, .exhausted: throw .agreementNotProposed
        }
        guard agreement.document.verify(signature, by: party.signingKey) else { throw .signatureInvalid }
        guard let function = functions[agreement.terms.function] else { throw .notFound }
        try requireOwnAssets(agreement, function, of: party.id)
        return Ruling(change: .agreementSigned(id, party: party.id, signature: signature), outcome: .agreement(id))
    }

    func withdraw(_ id: AgreementID, by party: PartyRecord, _ now: UInt64) throws(Refusal) -> Ruling {
        let agreement = try agreement(id, of: party.id)
        guard agreement.proposer == party.id else { throw .notProposer }
        guard agreement.status(at: now) == .proposed else { throw .agreementNotProposed }
        return Ruling(change: .agreementWithdrawn(id, by: party.id), outcome: .agreement(id))
    }

    func halt(_ id: AgreementID, by party: PartyRecord, _ now: UInt64) throws(Refusal) -> Ruling {
        let agreement = try agreement(id, of: party.id)
        switch agreement.end?.isWithdrawal {
        case true: throw .agreementWithdrawn
        case false: throw .agreementHalted
        default: return Ruling(change: .agreementHalted(id, by: party.id), outcome: .agreement(id))
        }
    }

    /// Only what expired is ever forgotten, with its finished runs and after the time for which requests are remembered: an
    /// agreement forgotten earlier could be proposed again with its old signatures and a fresh budget.
    func forgetExpired(atMost count: Int, _ now: UInt64, _ limits: Limits) -> Ruling {
        let limit = min(max(0, count), Change.maximumForgotten)
        let ids = agreements.values.lazy.filter { agreement in
            let notAfter = agreement.terms.limits.notAfter
            return now >= notAfter && now - notAfter >= limits.requestSeconds && self.agreementActiveRuns[agreement.id] == nil
        }.map(\.id).sorted().prefix(limit)
        return Ruling(change: ids.isEmpty ? nil : .agreementsForgotten(Array(ids)), outcome: .done)
    }

    /// An agreement that the party takes part in.
    func agreement(_ id: AgreementID, of party: PartyID) throws(Refusal) -> AgreementRecord {
        guard let agreement = agreements[id], agreement.isParticipant(party) else { throw .notFound }
        return agreement
    }

    /// Whether anything may be started under the agreement now; `isCharged` for a run that has its charge already.
    func requireLive(_ agreement: AgreementRecord, _ now: UInt64, isCharged: Bool) throws(Refusal) {
        switch agreement.status(at: now) {
        case .active: break
        case .exhausted: if !isCharged { throw .agreementExhausted }
        case .proposed: throw .agreementNotSigned
        case .halted: throw .agreementHalted
        case .withdrawn: throw .agreementWithdrawn
        case .expired: throw .agreementExpired
        }
        try requireNobodySuspended(agreement)
    }

    func requireNobodySuspended(_ agreement: AgreementRecord) throws(Refusal) {
        guard !suspended.isEmpty else { return }
        for participant in agreement.participants where suspended.contains(participant) { throw .participantSuspended }
    }
}
