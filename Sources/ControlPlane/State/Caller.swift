/// The caller as the state knows it.
enum Caller {
    case party(PartyRecord)
    case newcomer(signingKey: [UInt8])
    case executor(measurement: String)
    case system
}

extension State {
    /// The id of the party that reads. Suspended parties may read; nodes and strangers are refused.
    public func party(viewing actor: Actor) throws(Refusal) -> PartyID { try viewer(actor).id }

    /// A party that the state does not know is as good as unregistered; a key that it knows is its party.
    func caller(_ actor: Actor) -> Caller? {
        switch actor {
        case .system: .system
        case .executor(let measurement): .executor(measurement: measurement)
        case .party(let id): parties[id].map { .party($0) }
        case .unregistered(let signingKey):
            parties[PartyID(signingKey: signingKey)].map { .party($0) } ?? .newcomer(signingKey: signingKey)
        }
    }
}
