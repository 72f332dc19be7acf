extension State {
    /// The party that reads. Suspended parties may read; nodes read by other means.
    func viewer(_ actor: Actor) throws(Refusal) -> PartyRecord {
        switch caller(actor) {
        case .party(let party): return party
        case .newcomer, nil: throw .notRegistered
        case .executor, .system: throw .actorNotAllowed
        }
    }

    func holdings(of party: PartyRecord) -> Holdings { holdings[party.id] ?? Holdings() }
}
