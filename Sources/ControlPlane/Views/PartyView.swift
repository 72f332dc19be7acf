/// A party as others see it.
public struct PartyView: Equatable, Sendable {
    /// The party.
    public let id: PartyID
    /// What it said of itself, with its signature.
    public let document: SignedDocument<PartyRegistration>
    /// Whether it is suspended.
    public let isSuspended: Bool
    /// Ledger time in Unix seconds.
    public let registeredAt: UInt64
}

extension State {
    /// A party that the actor may see.
    public func party(_ id: PartyID, visibleTo actor: Actor) throws(Refusal) -> PartyView {
        let viewer = try viewer(actor)
        guard canSee(id, viewer), let view = view(of: id) else { throw .notFound }
        return view
    }

    /// The parties that the actor may see: administrators and auditors all, others themselves and those they have to do with.
    public func parties(visibleTo actor: Actor, after cursor: String? = nil, limit: Int) throws(Refusal) -> Page<PartyView> {
        let viewer = try viewer(actor)
        let seesAll = viewer.has(.admin) || viewer.has(.auditor)
        let indexes = seesAll ? [partyOrder] : [holdings(of: viewer).contacts, publicOwners]
        return try page(over: indexes, after: cursor, limit: limit, where: { parties[$0] != nil }) { view(of: $0) }
    }

    private func view(of id: PartyID) -> PartyView? {
        parties[id].map {
            PartyView(id: id, document: $0.document, isSuspended: $0.isSuspended, registeredAt: $0.registeredAt)
        }
    }
}
