extension State {
    func register(
        _ document: SignedDocument<PartyRegistration>, _ caller: Caller, _ configuration: Configuration
    ) throws(Refusal) -> Ruling {
        let registration = document.body
        let isAdmin = if case .party(let party) = caller { party.has(.admin) } else { false }
        switch caller {
        case .newcomer(let signingKey):
            guard registration.signingKey == signingKey else { throw .notYourDocument }
            guard configuration.isRegistrationOpen || configuration.adminKeys.contains(signingKey) else { throw .registrationClosed }
        case .party(let party):
            guard registration.signingKey == party.signingKey || isAdmin else { throw .notYourDocument }
        case .executor, .system: throw .actorNotAllowed
        }
        guard document.verify(by: registration.signingKey) else { throw .signatureInvalid }
        guard !registration.roles.contains(where: \.isReserved) || configuration.adminKeys.contains(registration.signingKey) else {
            throw .roleReserved
        }
        guard parties[registration.id] == nil else { throw .partyExists }
        guard parties.count < Int(configuration.limits.parties) else { throw .partyLimit }
        return Ruling(change: .partyRegistered(document), outcome: .party(registration.id))
    }

    func setSuspension(of id: PartyID, to isSuspended: Bool, by admin: PartyRecord) throws(Refusal) -> Ruling {
        guard admin.has(.admin) else { throw .roleRequired("admin") }
        guard let party = parties[id] else { throw .notFound }
        guard party.id != admin.id else { throw .selfSuspension }
        guard party.isSuspended != isSuspended else { throw .partyStateUnchanged }
        return Ruling(change: isSuspended ? .partySuspended(id) : .partyReinstated(id), outcome: .party(id))
    }

    /// Whether a party may know of another: itself, those it has an agreement with, and the owners of functions that it sees.
    func canSee(_ id: PartyID, _ viewer: PartyRecord) -> Bool {
        viewer.id == id || viewer.has(.admin) || viewer.has(.auditor) || holdings[viewer.id]?.contacts.contains(id) == true
            || publicOwners.contains(id)
    }
}
