import Client
import ControlPlane
import Wire

/// An agreement: its terms, and who has signed them.
struct AgreementReport: Report {
    struct Input: Encodable {
        /// Set if this party gives it with each run.
        let party: String?
        /// Set if every run reads this asset.
        let asset: String?
    }

    struct Recipient: Encodable {
        let party: String
        let recipientKeyDigest: String
    }

    struct Limits: Encodable {
        let runs: UInt32
        let inputBytes: UInt64
        let outputBytes: UInt64
        let until: String
    }

    let agreement: String
    let status: String
    let ledger: String
    let function: String
    let inputs: [String: Input]
    let outputs: [String: [Recipient]]
    let parameters: [String: String]
    let limits: Limits
    let jailProfile: String
    let witnessPolicy: String
    let requiredSigners: [String]
    let signers: [String]
    let missingSigners: [String]
    let runsCharged: UInt32
    let proposedAt: String

    let lines: [String]

    private enum CodingKeys: String, CodingKey {
        case agreement, status, ledger, function, inputs, outputs, parameters, limits, jailProfile, witnessPolicy
        case requiredSigners, signers, missingSigners, runsCharged, proposedAt
    }

    init(_ record: AgreementRecord, directory: Directory) {
        let terms = record.terms
        (agreement, status, ledger, function) = (record.id, record.status, terms.ledgerOrigin, terms.function.description)
        inputs = Dictionary(
            terms.inputs.map { input in
                switch input.binding {
                case .asset(let id): (input.slot, Input(party: nil, asset: id.description))
                case .provided(let party): (input.slot, Input(party: party.description, asset: nil))
                }
            }, uniquingKeysWith: { first, _ in first })
        outputs = Dictionary(
            terms.outputs.map { output in
                (
                    output.slot,
                    output.recipients.map { Recipient(party: $0.party.description, recipientKeyDigest: $0.recipientKeyDigest.hex) }
                )
            }, uniquingKeysWith: { first, _ in first })
        parameters = Dictionary(terms.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        limits = Limits(
            runs: terms.limits.runs, inputBytes: terms.limits.inputBytes, outputBytes: terms.limits.outputBytes,
            until: ISODate.text(terms.limits.notAfter))
        (jailProfile, witnessPolicy) = (terms.jailProfile, terms.witnessPolicy)
        (requiredSigners, signers) = (record.requiredSigners.sorted(), record.signers.sorted())
        missingSigners = Set(record.requiredSigners).subtracting(record.signers).sorted()
        runsCharged = record.runsCharged
        proposedAt = ISODate.text(record.proposedAt)
        lines = TermsText.lines(record, missing: missingSigners, directory: directory)
    }
}
