/// What an event is about, in a word that never changes its meaning.
public enum EventKind: String, CaseIterable, Sendable {
    case configured
    case keysHandedOver = "keys-handed-over"
    case recoverySet = "recovery-set"
    case keysRecovered = "keys-recovered"
    case partyRegistered = "party-registered"
    case partySuspended = "party-suspended"
    case partyReinstated = "party-reinstated"
    case functionRegistered = "function-registered"
    case functionDisabled = "function-disabled"
    case functionEnabled = "function-enabled"
    case functionDeleted = "function-deleted"
    case assetRegistered = "asset-registered"
    case assetStored = "asset-stored"
    case assetDeleted = "asset-deleted"
    case agreementProposed = "agreement-proposed"
    case agreementSigned = "agreement-signed"
    case agreementWithdrawn = "agreement-withdrawn"
    case agreementHalted = "agreement-halted"
    case agreementsForgotten = "agreements-forgotten"
    case runAdmitted = "run-admitted"
    case runStarted = "run-started"
    case runSucceeded = "run-succeeded"
    case runFailed = "run-failed"
    case runRequeued = "run-requeued"
    case runCanceled = "run-canceled"
}

extension Change {
    /// What kind of change it is.
    public var kind: EventKind {
        switch self {
        case .configured: .configured
        case .keysHandedOver: .keysHandedOver
        case .recoverySet: .recoverySet
        case .keysRecovered: .keysRecovered
        case .partyRegistered: .partyRegistered
        case .partySuspended: .partySuspended
        case .partyReinstated: .partyReinstated
        case .functionRegistered: .functionRegistered
        case .functionDisabled: .functionDisabled
        case .functionEnabled: .functionEnabled
        case .functionDeleted: .functionDeleted
        case .assetRegistered: .assetRegistered
        case .assetBlobStored: .assetStored
        case .assetDeleted: .assetDeleted
        case .agreementProposed: .agreementProposed
        case .agreementSigned: .agreementSigned
        case .agreementWithdrawn: .agreementWithdrawn
        case .agreementHalted: .agreementHalted
        case .agreementsForgotten: .agreementsForgotten
        case .runAdmitted: .runAdmitted
        case .runStarted: .runStarted
        case .runSucceeded: .runSucceeded
        case .runFailed: .runFailed
        case .runRequeued: .runRequeued
        case .runCanceled: .runCanceled
        }
    }

    /// The id of the party, function, asset, agreement or run that it is about, or the software that keys went to, or the
    /// holders of recovery keys; empty if it is about the ledger.
    var subject: String {
        switch self {
        case .configured, .agreementsForgotten: ""
        case .keysHandedOver(let measurement, _, _): measurement
        case .recoverySet(let record): record.summary
        case .keysRecovered(_, let holders): holders.map(String.init).joined(separator: ",")
        case .partyRegistered(let document): "\(document.body.id)"
        case .partySuspended(let id), .partyReinstated(let id): "\(id)"
        case .functionRegistered(let document, _, _): "\(FunctionDigest(document))"
        case .functionDisabled(let digest), .functionEnabled(let digest), .functionDeleted(let digest): "\(digest)"
        case .assetRegistered(let document, _): "\(AssetID(document))"
        case .assetBlobStored(let id), .assetDeleted(let id): "\(id)"
        case .agreementProposed(let document, _): "\(AgreementID(document))"
        case .agreementSigned(let id, _, _), .agreementWithdrawn(let id, _), .agreementHalted(let id, _): "\(id)"
        case .runAdmitted, .runStarted, .runSucceeded, .runFailed, .runRequeued, .runCanceled: run.map { "\($0)" } ?? ""
        }
    }

    /// The run that it is about; nil if it is about none.
    var run: RunID? {
        switch self {
        case .runAdmitted(let id, _, _, _, _), .runStarted(let id, _, _), .runSucceeded(let id, _, _, _), .runFailed(let id, _, _),
            .runRequeued(let id, _), .runCanceled(let id):
            id
        default: nil
        }
    }

    /// The agreement that it is about or happens under; nil if there is none, or several.
    func agreement(in state: State) -> AgreementID? {
        switch self {
        case .agreementProposed(let document, _): AgreementID(document)
        case .agreementSigned(let id, _, _), .agreementWithdrawn(let id, _), .agreementHalted(let id, _): id
        case .runAdmitted(_, let agreement, _, _, _): agreement
        default: run.flatMap { state.runs[$0]?.agreement }
        }
    }
}
