/// An agreement as its participants see it.
public struct AgreementView: Equatable, Sendable {
    /// A party that must sign.
    public struct Participant: Equatable, Sendable {
        /// Who.
        public let party: PartyID
        /// The signing key that the signature is checked with; X9.63, 65 bytes.
        public let signingKey: [UInt8]?
        /// Raw `r ‖ s` over the terms; nil while the party has not signed.
        public let signature: [UInt8]?
    }

    /// Names it.
    public let id: AgreementID
    /// The terms with the proposer's signature.
    public let document: SignedDocument<AgreementTerms>
    /// Who proposed it.
    public let proposer: PartyID
    /// Who owns the function.
    public let functionOwner: PartyID
    /// Who owns each asset that the terms name.
    public let assetOwners: [AssetID: PartyID]
    /// Who must sign, ascending.
    public let participants: [Participant]
    /// Where it stands.
    public let status: AgreementStatus
    /// Attempts charged so far, of `limits.runs`.
    public let charged: UInt32
    /// Ledger time in Unix seconds.
    public let proposedAt: UInt64
    /// When the last signature came.
    public let activatedAt: UInt64?
    /// When it was halted or withdrawn.
    public let endedAt: UInt64?
    /// Who halted or withdrew it.
    public let endedBy: PartyID?

    /// Whether this party must sign and has not.
    public func awaitsSignature(of party: PartyID) -> Bool {
        status == .proposed && participants.contains { $0.party == party && $0.signature == nil }
    }
}

extension State {
    /// An agreement that the actor takes part in, as it stands at `now`.
    public func agreement(_ id: AgreementID, visibleTo actor: Actor, at now: UInt64) throws(Refusal) -> AgreementView {
        let viewer = try viewer(actor)
        return view(of: try agreement(id, of: viewer.id), at: now)
    }

    /// The agreements that the actor takes part in, oldest first.
    public func agreements(
        visibleTo actor: Actor, at now: UInt64, after cursor: String? = nil, limit: Int
    ) throws(Refusal) -> Page<AgreementView> {
        let viewer = try viewer(actor)
        return try page(over: [holdings(of: viewer).agreements], after: cursor, limit: limit) { id in
            agreements[id].map { view(of: $0, at: now) }
        }
    }

    private func view(of agreement: AgreementRecord, at now: UInt64) -> AgreementView {
        let participants = agreement.participants.map {
            AgreementView.Participant(party: $0, signingKey: parties[$0]?.signingKey, signature: agreement.signatures[$0])
        }
        return AgreementView(
            id: agreement.id, document: agreement.document, proposer: agreement.proposer, functionOwner: agreement.functionOwner,
            assetOwners: agreement.assetOwners, participants: participants, status: agreement.status(at: max(now, time)),
            charged: agreement.charged, proposedAt: agreement.proposedAt, activatedAt: agreement.activatedAt,
            endedAt: agreement.end?.at, endedBy: agreement.end?.party)
    }
}
