/// What may be said of an event to those whom it concerns. The event itself, with its documents and keys, is shown to nobody.
public struct AuditFacts: Equatable, Sendable {
    /// What happened.
    public let kind: EventKind
    /// Ledger time in Unix seconds.
    public let at: UInt64
    /// Who asked: `party:ID`, `executor:MEASUREMENT` or `node`.
    public let actor: String
    /// The id of what it happened to; empty if that is the ledger itself.
    public let subject: String
    /// The agreement that it is about or happened under.
    public let agreement: AgreementID?
    /// Of a result: slot and SHA-256 of the ciphertext of each output, in the order of slots.
    public let outputs: [RunOutputDigest]
    /// The parties that may be shown this but who asked and the outputs, ascending.
    public let audience: [PartyID]
    /// Those of the audience that may be shown everything, ascending: of a run, its requester, its recipients and the owners of its inputs.
    public let insiders: [PartyID]
}

/// Which bytes a result has in a slot.
public struct RunOutputDigest: Equatable, Sendable {
    /// The slot's name.
    public let slot: String
    /// SHA-256 of the ciphertext; 32 bytes.
    public let ciphertext: [UInt8]
}

extension State {
    /// The facts of an event that is about to be applied. The same state and the same event give the same facts.
    public func facts(of event: Event) -> AuditFacts {
        var outputs: [RunOutputDigest] = []
        if case .runSucceeded(_, _, let results, _) = event.change {
            outputs = results.map { RunOutputDigest(slot: $0.slot, ciphertext: $0.ciphertextDigest) }
        }
        return AuditFacts(
            kind: event.change.kind, at: event.at, actor: event.actor.auditName, subject: event.change.subject,
            agreement: event.change.agreement(in: self), outputs: outputs, audience: audience(of: event).sorted(),
            insiders: insiders(of: event).sorted())
    }

    private func insiders(of event: Event) -> Set<PartyID> {
        let audience = audience(of: event)
        guard let run = event.change.run, let id = event.change.agreement(in: self), let agreement = agreements[id] else { return audience }
        var insiders = Set(agreement.terms.recipients).union(agreement.terms.inputs.compactMap { agreement.owner(ofSlot: $0.slot) })
        if let requester = runs[run]?.requester ?? event.actor.partyID { insiders.insert(requester) }
        return insiders.intersection(audience)
    }

    /// Those who have to do with what an event changes; who asked is among them if it is a party.
    private func audience(of event: Event) -> Set<PartyID> {
        var audience: Set<PartyID> = []
        switch event.change {
        case .configured: break
        case .keysHandedOver(let measurement, _, _):
            audience = Set(parties.values.filter { $0.has(.admin) }.map(\.id))
            for asset in assets.values where !asset.admits(measurement) { audience.insert(asset.owner) }
        // Whoever holds recovery keys can open what every party relies on.
        case .recoverySet, .keysRecovered: audience = Set(parties.keys)
        case .partyRegistered(let document): audience = [document.body.id]
        case .partySuspended(let id), .partyReinstated(let id): audience = [id]
        case .functionRegistered(let document, _, _): audience = [document.body.owner]
        case .functionDisabled(let digest), .functionEnabled(let digest), .functionDeleted(let digest):
            if let owner = functions[digest]?.owner { audience = [owner] }
        case .assetRegistered(let document, _): audience = [document.body.owner]
        case .assetBlobStored(let id), .assetDeleted(let id):
            if let owner = assets[id]?.owner { audience = [owner] }
        case .agreementProposed(let document, let proposer):
            if let agreement = try? record(of: document, proposer: proposer, at: event.at) { audience = Set(agreement.participants) }
            audience.insert(proposer)
        case .agreementsForgotten(let ids):
            for id in ids { audience.formUnion(agreements[id]?.participants ?? []) }
        default:
            if let id = event.change.agreement(in: self), let agreement = agreements[id] {
                audience = Set(agreement.participants).union([agreement.proposer])
            }
        }
        if let actor = event.actor.partyID { audience.insert(actor) }
        return audience
    }
}

extension Actor {
    fileprivate var auditName: String {
        switch self {
        case .party, .unregistered: "party:" + (partyID.map(\.description) ?? "")
        case .executor(let measurement): "executor:\(measurement)"
        case .system: "node"
        }
    }
}
