extension State {
    /// What a command comes to: a change, or nothing to do, and what the caller learns.
    struct Ruling {
        let change: Change?
        let outcome: Outcome
    }

    /// Decides about a command without changing anything.
    ///
    /// `key` is the caller's idempotency key: parties must give one, and the same key with the same command is answered as the
    /// first time, without events, for as long as the request is remembered. `at` is trusted time in Unix seconds; time never
    /// goes back, so an earlier one counts as the state's own.
    public func decide(
        _ command: Command, by actor: Actor, key: IdempotencyKey? = nil, at: UInt64
    ) throws(Refusal) -> Decision {
        let now = max(at, time)
        guard let configuration else {
            guard case .configure(let new) = command, actor == .system else { throw .notConfigured }
            guard new.isValid else { throw .configurationInvalid }
            let event = Event(at: now, actor: actor, request: nil, change: .configured(new))
            return Decision(events: [event], outcome: .done)
        }
        guard let caller = caller(actor) else { throw .notRegistered }
        try permit(command, to: caller)
        var request: Event.Request?
        if let party = actor.partyID {
            guard let key else { throw .idempotencyKeyMissing }
            let digest = command.digest
            if let outcome = try repetition(of: key, by: party, digest, at: now, configuration.limits) {
                return Decision(events: [], outcome: outcome)
            }
            request = Event.Request(key: key, commandDigest: digest)
        }
        if case .party(let party) = caller, party.isSuspended, !command.isOpenToSuspended { throw .partySuspended }
        let ruling = try rule(command, caller, key, now, configuration)
        let events = ruling.change.map { [Event(at: now, actor: actor, request: request, change: $0)] } ?? []
        return Decision(events: events, outcome: ruling.outcome)
    }

    private func permit(_ command: Command, to caller: Caller) throws(Refusal) {
        switch (caller, command.callers) {
        case (.system, .system), (.system, .executorsAndSystem), (.system, .partiesAndSystem), (.executor, .executorsAndSystem),
            (.party, .parties), (.party, .partiesAndSystem):
            return
        case (.newcomer, _):
            guard case .registerParty = command else { throw .notRegistered }
        default: throw .actorNotAllowed
        }
    }

    /// What the first request with this key led to; nil if the key is new.
    private func repetition(
        of key: IdempotencyKey, by party: PartyID, _ digest: [UInt8], at now: UInt64, _ limits: Limits
    ) throws(Refusal) -> Outcome? {
        if let id = runKeys[RunKey(requester: party, key: key)], let run = runs[id] {
            guard run.commandDigest == digest else { throw .idempotencyKeyReused }
            return .run(id)
        }
        guard let record = holdings[party]?.requests.record(of: key, at: now, limits: limits) else { return nil }
        guard record.commandDigest == digest else { throw .idempotencyKeyReused }
        return record.outcome
    }

    private func rule(
        _ command: Command, _ caller: Caller, _ key: IdempotencyKey?, _ now: UInt64, _ configuration: Configuration
    ) throws(Refusal) -> Ruling {
        switch (command, caller) {
        case (.configure, _): throw .alreadyConfigured
        case (.handOverKeys(let measurement), _): handOverKeys(to: measurement)
        case (.setRecovery(let record), _): try setRecovery(record)
        case (.recoverKeys(let generation, let holders), _): try recoverKeys(generation, by: holders)
        case (.registerParty(let document), _): try register(document, caller, configuration)
        case (.suspendParty(let id), .party(let admin)): try setSuspension(of: id, to: true, by: admin)
        case (.reinstateParty(let id), .party(let admin)): try setSuspension(of: id, to: false, by: admin)

        case (.registerFunction(let document, let salt, let payload), .party(let owner)):
            try register(document, salt: salt, payload: payload, by: owner, configuration.limits)
        case (.disableFunction(let digest), .party(let party)): try setDisabled(digest, to: true, by: party)
        case (.enableFunction(let digest), .party(let party)): try setDisabled(digest, to: false, by: party)
        case (.deleteFunction(let digest), .party(let party)): try deleteFunction(digest, by: party)

        case (.registerAsset(let document, let blobPresent), .party(let owner)):
            try register(document, blobPresent: blobPresent, by: owner, configuration)
        case (.recordBlob(let id), _): try recordBlob(id)
        case (.deleteAsset(let id), .party(let party)): try deleteAsset(id, by: party)

        case (.proposeAgreement(let document), .party(let party)): try propose(document, by: party, now, configuration)
        case (.signAgreement(let id, let signature), .party(let party)): try sign(id, signature, by: party, now)
        case (.withdrawAgreement(let id), .party(let party)): try withdraw(id, by: party, now)
        case (.haltAgreement(let id), .party(let party)): try halt(id, by: party, now)
        case (.forgetExpired(let count), _): forgetExpired(atMost: count, now, configuration.limits)

        case (.admitRun(let agreement, let run, let inputs), .party(let party)):
            try admit(run, agreement, inputs, by: party, key, now, configuration)
        case (.startRun(let run, let executor, let nonce), _): try start(run, executor, nonce, now)
        case (.completeRun(let run, let lease, let outputs, let keys), _):
            try complete(run, lease, outputs, keys, by: caller, configuration.limits)
        case (.failRun(let run, let lease, let failure), _): try fail(run, lease, failure, by: caller)
        case (.requeueRun(let run, let lease), _): try requeue(run, lease, now, configuration.limits)
        case (.cancelRun(let run), _): try cancel(run, by: caller)
        default: throw .actorNotAllowed
        }
    }
}
