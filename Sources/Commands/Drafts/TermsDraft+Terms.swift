import Client
import ControlPlane
import SealedData
import Wire

extension TermsDraft {
    /// Completes the draft with what only the attested node and this home know: slots' sizes, recipients' keys, the ledger.
    func terms(from client: CloisterClient, at now: UInt64) async throws -> AgreementTerms {
        let record = try await client.function(function.description)
        var keys: [PartyID: [UInt8]] = [:]
        for party in Set(outputs.flatMap(\.recipients)) { keys[party] = try await recipientKeyDigest(of: party, from: client) }
        var generator = SystemRandomNumberGenerator()
        return AgreementTerms(
            nonce: (0..<AgreementTerms.nonceBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) },
            ledgerOrigin: client.ledger.origin, function: function, inputs: inputs,
            outputs: outputs.map { output in
                BoundOutput(
                    slot: output.slot,
                    recipients: output.recipients.map { Recipient(party: $0, recipientKeyDigest: keys[$0] ?? []) })
            },
            parameters: parameters,
            limits: AgreementLimits(
                runs: limits.runs, notAfter: now + UInt64(limits.days) * 86_400,
                inputBytes: limits.inputBytes ?? Self.sum(record.inputs), outputBytes: limits.outputBytes ?? Self.sum(record.outputs)),
            jailProfile: jailProfile, witnessPolicy: witnessPolicy)
    }

    /// For this party, the key in its own home; for others, the one that they registered.
    private func recipientKeyDigest(of party: PartyID, from client: CloisterClient) async throws -> [UInt8] {
        if party == client.identity.id {
            return PartyRegistration.recipientKeyDigest(client.identity.recipientKey.publicKey.rawRepresentation)
        }
        let record = try await client.party(party.description)
        guard record.id == party.description, let digest = [UInt8](hex: record.recipientKeyDigest) else {
            throw CommandFailure(
                .appraisalRefused, reason: "INVALID_ANSWER", message: "the service sent another party than was asked for")
        }
        return digest
    }

    private static func sum(_ slots: [String: UInt64]) -> UInt64 {
        slots.values.reduce(0) { sum, next in
            let (total, overflow) = sum.addingReportingOverflow(next)
            return overflow ? .max : total
        }
    }
}
