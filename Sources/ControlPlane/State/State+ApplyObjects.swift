extension State {
    mutating func add(_ document: SignedDocument<PartyRegistration>, at time: UInt64) {
        let party = PartyRecord(document: document, registeredAt: time)
        parties[party.id] = party
        partyOrder.append(party.id)
        holdings[party.id, default: Holdings()].contacts.append(party.id)
    }

    mutating func add(_ document: SignedDocument<FunctionManifest>, _ salt: [UInt8], _ payload: [UInt8], at time: UInt64) {
        let digest = FunctionDigest(document)
        let function = FunctionRecord(document: document, digest: digest, salt: salt, payload: payload, registeredAt: time)
        functions[digest] = function
        functionNames[FunctionName(document.body)] = digest
        payloadBytes += UInt64(payload.count)
        holdings[function.owner, default: Holdings()].functions.append(digest)
        holdings[function.owner, default: Holdings()].ownFunctions += 1
        switch document.body.audience {
        case .everyone:
            publicFunctions.append(digest)
            publicOwners.append(function.owner)
        case .parties(let parties):
            for party in parties.sorted() {
                holdings[party, default: Holdings()].functions.append(digest)
                holdings[party, default: Holdings()].contacts.append(function.owner)
            }
        }
    }

    mutating func hide(_ digest: FunctionDigest) {
        functions[digest]?.isDeleted = true
        publicFunctions.remove(digest)
        erasePayloadIfUnused(digest)
    }

    mutating func erasePayloadIfUnused(_ digest: FunctionDigest) {
        guard let function = functions[digest], function.isDeleted, function.agreementCount == 0 else { return }
        payloadBytes -= UInt64(function.payload.count)
        functions[digest]?.payload = []
    }

    mutating func add(_ document: SignedDocument<AssetRegistration>, _ blobPresent: Bool, at time: UInt64) {
        let id = AssetID(document)
        assets[id] = AssetRecord(document: document, registeredAt: time, isBlobPresent: blobPresent)
        holdings[document.body.owner, default: Holdings()].assets.append(id)
        if blobPresent { keepBlob(of: document.body) }
    }

    mutating func noteBlob(of id: AssetID) {
        guard let asset = assets[id], !asset.isBlobPresent else { return }
        assets[id]?.isBlobPresent = true
        keepBlob(of: asset.document.body)
    }

    mutating func remove(_ id: AssetID) {
        guard let asset = assets.removeValue(forKey: id) else { return }
        holdings[asset.owner]?.assets.remove(id)
        if asset.isBlobPresent { releaseBlob(of: asset.document.body) }
    }

    mutating func add(_ document: SignedDocument<AgreementTerms>, _ proposer: PartyID, at time: UInt64) {
        guard let agreement = try? record(of: document, proposer: proposer, at: time) else { return }
        let function = agreement.terms.function
        agreements[agreement.id] = agreement
        functions[function]?.agreementCount += 1
        holdings[proposer, default: Holdings()].ownAgreements += 1
        for participant in agreement.participants {
            var own = holdings.removeValue(forKey: participant) ?? Holdings()
            own.agreements.append(agreement.id)
            own.functions.append(function)
            own.pinned[function, default: 0] += 1
            for other in agreement.participants { own.contacts.append(other) }
            holdings[participant] = own
        }
    }

    mutating func addSignature(_ signature: [UInt8], of party: PartyID, to id: AgreementID, at time: UInt64) {
        guard var agreement = agreements.removeValue(forKey: id) else { return }
        agreement.signatures[party] = signature
        if agreement.signatures.count == agreement.participants.count { agreement.activatedAt = time }
        agreements[id] = agreement
    }

    mutating func end(_ id: AgreementID, isWithdrawal: Bool, by party: PartyID, at time: UInt64) {
        agreements[id]?.end = AgreementRecord.End(isWithdrawal: isWithdrawal, party: party, at: time)
        for run in agreementActiveRuns[id]?.keys ?? [] { finish(run, .canceled, at: time) }
    }

    /// A party's suspension stops everything that it takes part in, also what is under way.
    mutating func cancelRuns(with party: PartyID, at time: UInt64) {
        for agreement in holdings[party]?.agreements.keys ?? [] {
            for run in agreementActiveRuns[agreement]?.keys ?? [] { finish(run, .canceled, at: time) }
        }
    }

    mutating func forget(_ id: AgreementID) {
        for run in agreementRuns[id]?.keys ?? [] { forget(run) }
        guard let agreement = agreements.removeValue(forKey: id) else { return }
        let function = agreement.terms.function
        holdings[agreement.proposer]?.ownAgreements -= 1
        for participant in agreement.participants {
            holdings[participant]?.agreements.remove(id)
            guard let pins = holdings[participant]?.pinned[function] else { continue }
            holdings[participant]?.pinned[function] = pins > 1 ? pins - 1 : nil
        }
        functions[function]?.agreementCount -= 1
        erasePayloadIfUnused(function)
    }
}
