extension State {
    func register(
        _ document: SignedDocument<FunctionManifest>, salt: [UInt8], payload: [UInt8], by owner: PartyRecord, _ limits: Limits
    ) throws(Refusal) -> Ruling {
        let manifest = document.body
        guard owner.has(.functionOwner) else { throw .roleRequired("functionOwner") }
        guard manifest.owner == owner.id else { throw .notYourDocument }
        guard document.verify(by: owner.signingKey) else { throw .signatureInvalid }
        let digest = FunctionDigest(document)
        guard functions[digest] == nil else { throw .functionExists }
        guard functionNames[FunctionName(manifest)] == nil else { throw .versionTaken }
        let length = UInt64(payload.count)
        guard length <= limits.payloadBytes, payload.count <= FunctionManifest.maximumPayloadBytes else { throw .payloadTooLarge }
        guard
            salt.count == FunctionManifest.saltBytes,
            FunctionManifest.commitment(salt: salt, payload: payload) == manifest.payloadCommitment
        else { throw .payloadMismatch }
        guard
            functions.count < Int(limits.functions), (holdings[owner.id]?.ownFunctions ?? 0) < Int(limits.functionsPerParty),
            payloadBytes + length <= limits.totalPayloadBytes
        else { throw .functionLimit }
        return Ruling(change: .functionRegistered(document, salt: salt, payload: payload), outcome: .function(digest))
    }

    func setDisabled(_ digest: FunctionDigest, to isDisabled: Bool, by party: PartyRecord) throws(Refusal) -> Ruling {
        let function = try ownFunction(digest, of: party)
        guard function.isDisabled != isDisabled else { throw .functionStateUnchanged }
        return Ruling(change: isDisabled ? .functionDisabled(digest) : .functionEnabled(digest), outcome: .function(digest))
    }

    func deleteFunction(_ digest: FunctionDigest, by party: PartyRecord) throws(Refusal) -> Ruling {
        let function = try ownFunction(digest, of: party)
        guard !function.isDeleted else { throw .notFound }
        return Ruling(change: .functionDeleted(digest), outcome: .function(digest))
    }

    /// A function of the party's own; whoever merely sees a function learns that it is another's, everybody else nothing.
    private func ownFunction(_ digest: FunctionDigest, of party: PartyRecord) throws(Refusal) -> FunctionRecord {
        guard let function = functions[digest] else { throw .notFound }
        guard function.owner == party.id else {
            throw canSee(function, party.id) ? .roleRequired("owner of the function") : .notFound
        }
        return function
    }

    /// The owner, the audience, and the participants of agreements about it, who keep it when it is deleted.
    func canSee(_ function: FunctionRecord, _ party: PartyID) -> Bool {
        if holdings[party]?.pinned[function.digest] != nil { return true }
        guard !function.isDeleted else { return false }
        if function.owner == party { return true }
        return switch function.document.body.audience {
        case .everyone: true
        case .parties(let parties): parties.contains(party)
        }
    }
}

extension FunctionDigest {
    init(_ document: SignedDocument<FunctionManifest>) {
        self.init(storage: Octets32(document.digest))
    }
}
