/// Everything that the control node needs to have a run executed. Not for parties: it holds the function's payload.
public struct RunContext: Equatable, Sendable {
    /// An input and where its bytes are.
    public struct Input: Equatable, Sendable {
        /// Where the bytes come from.
        public enum Source: Equatable, Sendable {
            /// An asset: its signed registration, and the owner's signing key (X9.63, 65 bytes) that it verifies under.
            case asset(AssetID, SignedDocument<AssetRegistration>, ownerSigningKey: [UInt8])
            /// Bytes that came with the request and must match the commitment.
            case inline(commitment: [UInt8], byteCount: UInt64)
        }

        /// The function's slot.
        public let slot: InputSlot
        /// Whose bytes they are.
        public let owner: PartyID
        /// Where they come from.
        public let source: Source
    }

    /// Who receives an output.
    public struct OutputRecipient: Equatable, Sendable {
        /// The output's slot.
        public let slot: String
        /// Who.
        public let party: PartyID
        /// X-Wing, raw, 1,216 bytes.
        public let recipientKey: [UInt8]
    }

    /// The run.
    public let run: RunID
    /// Who asked for it.
    public let requester: PartyID
    /// The request's key.
    public let key: IdempotencyKey
    /// Where it stands.
    public let status: RunStatus
    /// The attempt, from 1.
    public let attempt: UInt32
    /// The current lease, or the last one.
    public let lease: Lease?
    /// The measurement of the lease's executor.
    public let executor: String?
    /// The agreement.
    public let agreement: AgreementID
    /// Its terms.
    public let terms: AgreementTerms
    /// The function's manifest with its owner's signature.
    public let function: SignedDocument<FunctionManifest>
    /// Opens the manifest's commitment; 32 bytes.
    public let payloadSalt: [UInt8]
    /// What is executed.
    public let payload: [UInt8]
    /// Every declared parameter, defaults filled in, in the manifest's order.
    public let parameters: [ParameterValue]
    /// Every input slot, in the manifest's order.
    public let inputs: [Input]
    /// Every recipient of every output, in the order in which ``Command/completeRun(_:lease:outputs:keys:)`` wants the keys.
    public let recipients: [OutputRecipient]
}

extension State {
    /// The waiting runs, the longest waiting first.
    public func queuedRuns(atMost count: Int) -> [RunID] {
        queue.page(after: 0, atMost: max(0, count), where: { _ in true }).map(\.key)
    }

    /// The runs that some executor holds a lease of.
    public var runningRuns: [RunID] { running.keys }

    /// What it takes to execute a run; nil if the run is not known or an asset of it is gone.
    public func context(of id: RunID) -> RunContext? {
        guard let run = runs[id], let agreement = agreements[run.agreement], let function = functions[agreement.terms.function]
        else { return nil }
        let (terms, manifest) = (agreement.terms, function.document.body)
        var inputs: [RunContext.Input] = []
        for slot in manifest.inputs {
            guard let owner = agreement.owner(ofSlot: slot.name), let source = source(of: slot.name, run, terms) else { return nil }
            inputs.append(RunContext.Input(slot: slot, owner: owner, source: source))
        }
        let values = Dictionary(terms.parameters.map { ($0.name, $0.value) }) { first, _ in first }
        let parameters = manifest.parameters.compactMap { spec in
            (values[spec.name] ?? spec.defaultValue).map { ParameterValue(name: spec.name, value: $0) }
        }
        let recipients = terms.outputs.flatMap { output in
            output.recipients.compactMap { recipient in
                parties[recipient.party].map {
                    RunContext.OutputRecipient(slot: output.slot, party: recipient.party, recipientKey: $0.document.body.recipientKey)
                }
            }
        }
        return RunContext(
            run: id, requester: run.requester, key: run.key, status: run.status, attempt: run.attempt, lease: run.lease,
            executor: run.executor, agreement: run.agreement, terms: terms, function: function.document, payloadSalt: function.salt,
            payload: function.payload, parameters: parameters, inputs: inputs, recipients: recipients)
    }

    private func source(of slot: String, _ run: RunRecord, _ terms: AgreementTerms) -> RunContext.Input.Source? {
        guard let bound = terms.inputs.first(where: { $0.slot == slot }) else { return nil }
        switch bound.binding {
        case .asset(let id): return source(of: id)
        case .provided:
            switch run.inputs.first(where: { $0.slot == slot })?.source {
            case .asset(let id): return source(of: id)
            case .inline(let commitment, let byteCount): return .inline(commitment: commitment, byteCount: byteCount)
            case nil: return nil
            }
        }
    }

    private func source(of id: AssetID) -> RunContext.Input.Source? {
        guard let asset = assets[id], let owner = parties[asset.owner] else { return nil }
        return .asset(id, asset.document, ownerSigningKey: owner.signingKey)
    }
}
