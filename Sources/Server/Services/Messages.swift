import ControlAPI
import ControlPlane
import FoundationEssentials
import SwiftProtobuf

// How the control plane's views become messages.

extension Cloister_V1_Party {
    init(_ view: PartyView) {
        self.init()
        id = view.id.description
        name = view.document.body.name
        roles = view.document.body.roles.sorted().map { "\($0)" }
        signingKey = Data(view.document.body.signingKey)
        recipientKey = Data(view.document.body.recipientKey)
        suspended = view.isSuspended
        registeredAt = view.registeredAt
    }
}

extension Cloister_V1_Function {
    init(_ view: FunctionView) {
        self.init()
        digest = view.digest.description
        owner = view.document.body.owner.description
        name = view.document.body.name
        version = view.document.body.version
        runtime = "\(view.document.body.runtime)"
        manifest = Cloister_V1_SignedDocument(view.document)
        disabled = view.isDisabled || view.isDeleted
        registeredAt = view.registeredAt
    }
}

extension Cloister_V1_Asset {
    init(_ view: AssetView, key standing: KeyStanding) {
        self.init()
        id = view.id.description
        owner = view.document.body.owner.description
        name = view.document.body.name
        registration = Cloister_V1_SignedDocument(view.document)
        ciphertextLength = view.document.body.ciphertextLength
        key = standing.rawValue
        registeredAt = view.registeredAt
    }
}

extension Cloister_V1_Agreement {
    init(_ view: AgreementView) {
        self.init()
        id = view.id.description
        terms = Data(view.document.bytes)
        status = "\(view.status)"
        requiredSigners = view.participants.map(\.party.description)
        signers = view.participants.filter { $0.signature != nil }.map(\.party.description)
        runsCharged = view.charged
        runsAllowed = view.document.body.limits.runs
        proposedAt = view.proposedAt
    }
}

extension Cloister_V1_Run {
    init(_ view: RunView) {
        self.init()
        id = view.id.description
        agreement = view.agreement.description
        requester = view.requester?.description ?? ""
        status = "\(view.status)"
        createdAt = view.admittedAt
        endedAt = view.finishedAt ?? 0
        attempts = view.attempt ?? 0
        outputs = view.outputs.compactMap(Cloister_V1_RunOutput.init)
        failure = view.failure?.text ?? ""
        problems = view.failureDetails.map { detail in
            .with {
                $0.slot = detail.slot
                $0.code = detail.code
                $0.message = detail.sentence
            }
        }
    }
}

extension Cloister_V1_RunOutput {
    /// Nil for an output that the viewer does not receive.
    init?(_ output: RunView.Output) {
        guard let envelope = output.keyEnvelope else { return nil }
        self.init()
        slot = output.slot
        ciphertextDigest = Data(output.ciphertextDigest)
        ciphertextLength = output.ciphertextLength
        plaintextLength = output.plaintextLength
        ciphertext = Data(output.inline ?? [])
        keyEnvelope = Data(envelope)
    }
}
