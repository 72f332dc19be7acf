import ControlPlane
import Crypto
import Execution
import SealedData
import Wire

/// Where keys change hands: asset keys to the executor that holds the lease, output keys to the recipients of a committed result.
extension RunDispatcher {
    /// The assignment of an attempt, with every asset key wrapped to this executor alone.
    func assignment(for attempt: Attempt) throws -> Assignment {
        let order = attempt.order
        let held = inline.inputs(of: order.run)
        let inputs = try order.inputs.map { input -> AssignedInput in
            switch input.source {
            case .asset(let asset, let registration, let ownerSigningKey):
                let envelope = try pool.envelope(of: asset, for: attempt.member) {
                    try wrap(asset, registration, ownerSigningKey: ownerSigningKey, to: attempt.member.recipientKey)
                }
                return AssignedInput(
                    slot: input.slot.name, owner: input.owner,
                    content: .asset(
                        registration: registration, ownerSigningKey: ownerSigningKey, ledgerOrigin: order.terms.ledgerOrigin,
                        keyEnvelope: envelope))
            case .inline:
                guard let bytes = held[input.slot.name] else { throw ServiceRefusal.notFound }
                return AssignedInput(slot: input.slot.name, owner: input.owner, content: .inline(bytes))
            }
        }
        return Assignment(
            run: order.run, lease: attempt.lease, agreement: order.agreement, terms: order.terms, manifest: order.function,
            saltedPayload: order.payloadSalt + order.payload, inputs: inputs, runKey: runKey(of: order.run, lease: attempt.lease))
    }

    /// The command that commits a result: the outputs as they came, and each output's key for each of its recipients.
    func completion(of run: RunID, lease: Lease, outputs: [SealedOutput]) async throws -> Command {
        let (context, limit) = try await ledger.read { state, _ in
            (state.context(of: run), Int(state.configuration?.limits.inlineOutputBytes ?? 0))
        }
        guard let order = context else { throw ServiceRefusal.notFound }
        let runKey = runKey(of: run, lease: lease)
        let keys = try order.recipients.map { recipient in
            let info = SecretBinding.outputKeyEnvelope(
                run: run, agreement: order.agreement, slot: recipient.slot,
                recipientKeyDigest: PartyRegistration.recipientKeyDigest(recipient.recipientKey))
            let key = SecretBinding.outputKey(runKey: runKey, run: run, slot: recipient.slot)
            let envelope = try Envelope.seal(
                key, to: RecipientPublicKey(rawRepresentation: recipient.recipientKey), info: info, associatedData: [])
            return OutputKey(slot: recipient.slot, recipient: recipient.party, envelope: envelope.wireBytes)
        }
        // The limit is on all of them together.
        var room = limit
        let results = try outputs.map { output in
            let result = try recorded(output, limit: room)
            room -= result.inline?.count ?? 0
            return result
        }
        return .completeRun(run, lease: lease, outputs: results, keys: keys)
    }

    /// Short ciphertexts go into the ledger; long ones are blobs that the executor has stored.
    private func recorded(_ output: SealedOutput, limit: Int) throws -> RunOutput {
        var inline = output.ciphertext
        if let ciphertext = inline, ciphertext.count > limit {
            guard try blobs.write(ciphertext) == output.ciphertextDigest else { throw ServiceRefusal.notFound }
            inline = nil
        }
        return RunOutput(
            slot: output.slot, ciphertextDigest: output.ciphertextDigest, ciphertextLength: output.ciphertextLength,
            plaintextLength: output.plaintextLength, inline: inline)
    }

    /// Wraps an asset's key to an executor, under the binding under which its owner wrapped it.
    private func wrap(
        _ asset: AssetID, _ registration: SignedDocument<AssetRegistration>, ownerSigningKey: [UInt8], to executor: RecipientPublicKey
    ) throws -> [UInt8] {
        guard let key = keys.key(of: asset) else { throw ServiceRefusal.notFound }
        let info = registration.body.keyInfo(ledgerOrigin: registration.body.ledgerOrigin, ownerSigningKey: ownerSigningKey)
        return try Envelope.seal(key, to: executor, info: info).wireBytes
    }

    /// The run's key for one attempt. It follows from a secret of this process and the lease, so that a result of an earlier attempt opens nothing.
    private func runKey(of run: RunID, lease: Lease) -> [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/attempt-key/v1")
        writer.value(run)
        writer.value(lease)
        return Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: attemptSecret))
    }
}

extension RunContext {
    /// Whether the release policy of every asset admits an executor.
    func admits(measurement: String) -> Bool {
        inputs.allSatisfy { input in
            guard case .asset(_, let registration, _) = input.source else { return true }
            return registration.body.release.measurements.contains(measurement)
        }
    }
}
