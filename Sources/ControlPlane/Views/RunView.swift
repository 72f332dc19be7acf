/// A run as one participant of its agreement sees it: fields that are not that participant's to see are nil or empty.
public struct RunView: Equatable, Sendable {
    /// A sealed output.
    public struct Output: Equatable, Sendable {
        /// The slot's name.
        public let slot: String
        /// SHA-256 of the ciphertext; 32 bytes.
        public let ciphertextDigest: [UInt8]
        /// In bytes.
        public let ciphertextLength: UInt64
        /// In bytes.
        public let plaintextLength: UInt64
        /// The ciphertext, if the ledger holds it; recipients only.
        public let inline: [UInt8]?
        /// The output's key, sealed to the viewer; recipients only.
        public let keyEnvelope: [UInt8]?
    }

    /// Names it.
    public let id: RunID
    /// Its agreement.
    public let agreement: AgreementID
    /// Where it stands.
    public let status: RunStatus
    /// Ledger time in Unix seconds.
    public let admittedAt: UInt64
    /// When the last attempt started.
    public let startedAt: UInt64?
    /// When it ended.
    public let finishedAt: UInt64?
    /// Who asked for it; for requester, recipients and input owners.
    public let requester: PartyID?
    /// The attempt, from 1; for the requester.
    public let attempt: UInt32?
    /// What the requester gave; for the requester.
    public let inputs: [RunInput]
    /// Outputs: the requester's view has all, a recipient's those that it receives.
    public let outputs: [Output]
    /// Why it failed; for requester, recipients and input owners.
    public let failure: RunFailure.Code?
    /// What the owner of an input is told; for that owner alone.
    public let failureDetails: [RunFailure.Detail]
}

extension State {
    /// A run of an agreement that the actor takes part in.
    public func run(_ id: RunID, visibleTo actor: Actor) throws(Refusal) -> RunView {
        let viewer = try viewer(actor)
        guard let view = view(of: id, for: viewer.id) else { throw .notFound }
        return view
    }

    /// The runs of an agreement that the actor takes part in, or, with no agreement, those that it asked for; oldest first.
    public func runs(
        visibleTo actor: Actor, of agreement: AgreementID? = nil, after cursor: String? = nil, limit: Int
    ) throws(Refusal) -> Page<RunView> {
        let viewer = try viewer(actor)
        var index = holdings(of: viewer).runs
        if let agreement {
            guard agreements[agreement]?.isParticipant(viewer.id) == true else { throw .notFound }
            index = agreementRuns[agreement] ?? OrderedIndex()
        }
        return try page(over: [index], after: cursor, limit: limit) { view(of: $0, for: viewer.id) }
    }

    private func view(of id: RunID, for viewer: PartyID) -> RunView? {
        guard let run = runs[id], let agreement = agreements[run.agreement], agreement.isParticipant(viewer) else { return nil }
        let isRequester = run.requester == viewer
        let received = Set(agreement.terms.outputs.filter { $0.recipients.contains { $0.party == viewer } }.map(\.slot))
        let isConcerned = isRequester || !received.isEmpty || agreement.terms.inputs.contains { agreement.owner(ofSlot: $0.slot) == viewer }
        let outputs = run.outputs.filter { isRequester || received.contains($0.slot) }.map { output in
            RunView.Output(
                slot: output.slot, ciphertextDigest: output.ciphertextDigest, ciphertextLength: output.ciphertextLength,
                plaintextLength: output.plaintextLength, inline: received.contains(output.slot) ? output.inline : nil,
                keyEnvelope: run.keys.first { $0.slot == output.slot && $0.recipient == viewer }?.envelope)
        }
        return RunView(
            id: run.id, agreement: run.agreement, status: run.status, admittedAt: run.admittedAt, startedAt: run.startedAt,
            finishedAt: run.finishedAt, requester: isConcerned ? run.requester : nil, attempt: isRequester ? run.attempt : nil,
            inputs: isRequester ? run.inputs : [], outputs: outputs, failure: isConcerned ? run.failure?.code : nil,
            failureDetails: run.failure?.details.filter { $0.owner == viewer } ?? [])
    }
}
