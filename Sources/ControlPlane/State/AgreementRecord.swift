import Wire

/// What the state knows of an agreement.
struct AgreementRecord: Equatable, Sendable, WireEncodable {
    /// How a participant ended it.
    struct End: Equatable, Sendable {
        let isWithdrawal: Bool
        let party: PartyID
        let at: UInt64
    }

    let id: AgreementID
    let document: SignedDocument<AgreementTerms>
    let proposer: PartyID
    let functionOwner: PartyID
    /// Who owned the assets when they were named; kept when an asset is deleted.
    let assetOwners: [AssetID: PartyID]
    /// Required signers, ascending.
    let participants: [PartyID]
    /// Who may ask for runs, ascending.
    let runners: [PartyID]
    let proposedAt: UInt64
    var signatures: [PartyID: [UInt8]]
    var activatedAt: UInt64?
    var end: End?
    /// Attempts charged so far; never decreases.
    var charged: UInt32 = 0

    init(
        document: SignedDocument<AgreementTerms>, proposer: PartyID, functionOwner: PartyID, assetOwners: [AssetID: PartyID],
        proposedAt: UInt64
    ) {
        let terms = document.body
        (self.document, self.proposer, self.functionOwner) = (document, proposer, functionOwner)
        (self.assetOwners, self.proposedAt) = (assetOwners, proposedAt)
        id = AgreementID(storage: Digests.prefix(document.digest))
        participants = terms.requiredSigners(functionOwner: functionOwner, assetOwners: assetOwners.values).sorted()
        runners = terms.providers.union(terms.recipients).sorted()
        signatures = [proposer: document.signature]
        activatedAt = participants == [proposer] ? proposedAt : nil
    }

    var terms: AgreementTerms { document.body }

    func isParticipant(_ party: PartyID) -> Bool { participants.contains(party) }

    /// Whose the bytes in a slot are.
    func owner(ofSlot slot: String) -> PartyID? {
        guard let input = terms.inputs.first(where: { $0.slot == slot }) else { return nil }
        return switch input.binding {
        case .asset(let asset): assetOwners[asset]
        case .provided(let party): party
        }
    }

    func status(at now: UInt64) -> AgreementStatus {
        if let end { return end.isWithdrawal ? .withdrawn : .halted }
        if now >= terms.limits.notAfter { return .expired }
        if activatedAt == nil { return .proposed }
        return charged >= terms.limits.runs ? .exhausted : .active
    }

    func encode(into writer: inout ByteWriter) {
        writer.value(document)
        writer.value(proposer)
        writer.array(participants) { $0.value($1) }
        writer.u64(proposedAt)
        writer.array(signatures.sorted { $0.key < $1.key }) {
            $0.value($1.key)
            $0.fixed($1.value)
        }
        writer.optional(activatedAt) { $0.u64($1) }
        writer.optional(end) {
            $0.bool($1.isWithdrawal)
            $0.value($1.party)
            $0.u64($1.at)
        }
        writer.u32(charged)
    }
}
