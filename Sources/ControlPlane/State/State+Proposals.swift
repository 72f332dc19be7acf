extension State {
    static let maximumParticipants = 64

    func propose(
        _ document: SignedDocument<AgreementTerms>, by proposer: PartyRecord, _ now: UInt64, _ configuration: Configuration
    ) throws(Refusal) -> Ruling {
        let terms = document.body
        guard terms.ledgerOrigin == configuration.ledgerOrigin else { throw .wrongLedger }
        guard document.verify(by: proposer.signingKey) else { throw .signatureInvalid }
        guard let function = functions[terms.function], !function.isDeleted, canSee(function, proposer.id) else { throw .notFound }
        guard !function.isDisabled else { throw .functionDisabled }
        try requireSlots(terms, function.document.body)
        try requireParameters(terms, function.document.body)
        try requireLimits(terms.limits, now, configuration.limits)
        guard configuration.jailProfiles.contains(terms.jailProfile) else { throw .jailProfileUnknown }
        guard terms.witnessPolicy == configuration.witnessPolicy else { throw .witnessPolicyMismatch }
        guard terms.providers.count <= 1 else { throw .multipleProviders }
        for provider in terms.providers where parties[provider] == nil { throw .notFound }
        try requireRecipients(terms, as: proposer)

        let record = try record(of: document, proposer: proposer.id, at: now)
        guard record.isParticipant(proposer.id) else { throw .notParticipant }
        guard record.participants.count <= Self.maximumParticipants else { throw .tooManyParticipants }
        guard agreements[record.id] == nil else { throw .agreementExists }
        try requireOwnAssets(record, function, of: proposer.id)
        guard
            agreements.count < Int(configuration.limits.agreements),
            (holdings[proposer.id]?.ownAgreements ?? 0) < Int(configuration.limits.agreementsPerParty)
        else { throw .agreementLimit }
        return Ruling(change: .agreementProposed(document, proposer: proposer.id), outcome: .agreement(record.id))
    }

    /// The record that terms amount to. An asset that does not exist is an object that is not found: naming an asset takes its
    /// identifier, which only its owner can have given away.
    func record(
        of document: SignedDocument<AgreementTerms>, proposer: PartyID, at now: UInt64
    ) throws(Refusal) -> AgreementRecord {
        guard let function = functions[document.body.function] else { throw .notFound }
        var owners: [AssetID: PartyID] = [:]
        for id in document.body.assets {
            guard let asset = assets[id] else { throw .notFound }
            owners[id] = asset.owner
        }
        return AgreementRecord(
            document: document, proposer: proposer, functionOwner: function.owner, assetOwners: owners, proposedAt: now)
    }

    /// What a signer is told about its own assets before its consent counts; about others' assets it learns nothing.
    func requireOwnAssets(_ agreement: AgreementRecord, _ function: FunctionRecord, of party: PartyID) throws(Refusal) {
        for input in agreement.terms.inputs {
            guard case .asset(let id) = input.binding, agreement.assetOwners[id] == party else { continue }
            guard let asset = assets[id] else { throw .assetUnavailable(input.slot) }
            try requirePolicy(of: asset, for: function, input.slot)
        }
    }

    private func requireSlots(_ terms: AgreementTerms, _ manifest: FunctionManifest) throws(Refusal) {
        guard terms.inputs.map(\.slot) == manifest.inputs.map(\.name).sorted() else {
            throw .slotMismatch("The terms must fill exactly the function's input slots.")
        }
        guard terms.outputs.map(\.slot) == manifest.outputs.map(\.name).sorted() else {
            throw .slotMismatch("The terms must name recipients for exactly the function's outputs.")
        }
    }

    private func requireParameters(_ terms: AgreementTerms, _ manifest: FunctionManifest) throws(Refusal) {
        let specs = Dictionary(manifest.parameters.map { ($0.name, $0) }) { first, _ in first }
        for parameter in terms.parameters {
            guard specs[parameter.name]?.accepts(parameter.value) == true else { throw .parameterInvalid(parameter.name) }
        }
        let given = Set(terms.parameters.map(\.name))
        for spec in manifest.parameters where spec.defaultValue == nil && !given.contains(spec.name) {
            throw .parameterInvalid(spec.name)
        }
    }

    private func requireLimits(_ limits: AgreementLimits, _ now: UInt64, _ bounds: Limits) throws(Refusal) {
        guard limits.runs > 0 else { throw .limitsInvalid("runs") }
        guard limits.notAfter > now, limits.notAfter - now <= bounds.agreementSeconds else { throw .limitsInvalid("time") }
        guard limits.outputBytes > 0 else { throw .limitsInvalid("output bytes") }
    }

    /// A recipient that the proposer may not see is not found, whether it is absent or has another key.
    private func requireRecipients(_ terms: AgreementTerms, as proposer: PartyRecord) throws(Refusal) {
        for output in terms.outputs {
            for recipient in output.recipients {
                if let party = parties[recipient.party], party.recipientKeyDigest == recipient.recipientKeyDigest { continue }
                let isVisible = parties[recipient.party] != nil && canSee(recipient.party, proposer)
                throw isVisible ? .recipientKeyMismatch(output.slot) : .notFound
            }
        }
    }
}

extension AgreementID {
    init(_ document: SignedDocument<AgreementTerms>) { self.init(storage: Digests.prefix(document.digest)) }
}
