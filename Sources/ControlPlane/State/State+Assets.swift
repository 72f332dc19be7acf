extension State {
    func register(
        _ document: SignedDocument<AssetRegistration>, blobPresent: Bool, by owner: PartyRecord, _ configuration: Configuration
    ) throws(Refusal) -> Ruling {
        let registration = document.body
        guard owner.has(.dataOwner) else { throw .roleRequired("dataOwner") }
        guard registration.owner == owner.id else { throw .notYourDocument }
        guard registration.ledgerOrigin == configuration.ledgerOrigin else { throw .wrongLedger }
        guard document.verify(by: owner.signingKey) else { throw .signatureInvalid }
        let id = AssetID(document)
        guard assets[id] == nil else { throw .assetExists }
        guard (holdings[owner.id]?.assets.count ?? 0) < Int(configuration.limits.assetsPerParty) else { throw .assetLimit }
        return Ruling(change: .assetRegistered(document, blobPresent: blobPresent), outcome: .asset(id))
    }

    func recordBlob(_ id: AssetID) throws(Refusal) -> Ruling {
        guard let asset = assets[id] else { throw .notFound }
        return Ruling(change: asset.isBlobPresent ? nil : .assetBlobStored(id), outcome: .asset(id))
    }

    func deleteAsset(_ id: AssetID, by party: PartyRecord) throws(Refusal) -> Ruling {
        guard let asset = assets[id], asset.owner == party.id else { throw .notFound }
        return Ruling(change: .assetDeleted(id), outcome: .asset(id))
    }

    /// Whether there is an asset of this name.
    public func hasAsset(_ id: AssetID) -> Bool { assets[id] != nil }

    /// The assets that a run of an agreement would use, with their slots: those of the terms and those of these inputs.
    public func assets(of agreement: AgreementID, with inputs: [RunInput]) -> [(slot: String, asset: AssetID)] {
        let bound = (agreements[agreement]?.terms.inputs ?? []).compactMap { input -> (slot: String, asset: AssetID)? in
            guard case .asset(let id) = input.binding else { return nil }
            return (input.slot, id)
        }
        let given = inputs.compactMap { input -> (slot: String, asset: AssetID)? in
            guard case .asset(let id) = input.source else { return nil }
            return (input.slot, id)
        }
        return bound + given
    }

    /// Whether an asset may fill a slot of a function now.
    func require(_ id: AssetID, ownedBy owner: PartyID?, for function: FunctionRecord, _ slot: String) throws(Refusal) {
        guard let asset = assets[id], asset.owner == owner, asset.isBlobPresent else { throw .assetUnavailable(slot) }
        try requirePolicy(of: asset, for: function, slot)
    }

    func requirePolicy(of asset: AssetRecord, for function: FunctionRecord, _ slot: String) throws(Refusal) {
        guard asset.document.body.usage.functions.contains(function.digest) else { throw .assetUsageDenied(slot) }
        guard let place = function.document.body.inputs.first(where: { $0.name == slot }) else {
            throw .slotMismatch("The function has no input slot \"\(slot)\".")
        }
        guard asset.document.body.plaintextLength <= place.maximumBytes else { throw .assetTooLarge(slot) }
    }
}

extension AssetID {
    init(_ document: SignedDocument<AssetRegistration>) { self.init(storage: Digests.prefix(document.digest)) }
}
