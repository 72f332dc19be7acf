import Attestation
import AttestedTransport

/// What a misbehaving responder does: one switch for each attack.
enum ServerFault: String, CaseIterable, Sendable {
    // The offer.
    case helloReflected, offerOfOtherHandshake, ownSessionKey, nonceReflected, otherLedger, directChannel, treeOfNothing, indexBeyondTree
    case offerCut, offerExtended, offerTooLong, offerEmpty
    // The evidence.
    case evidenceOfOtherSoftware, evidenceOfOtherMachine, evidenceOfOtherRole, evidenceSimulatedElsewhere, evidenceForInitiator
    case evidenceOfOtherNonce
    // The acceptance.
    case acceptFlipped, acceptCut, offerAgain, noAccept, goneBeforeOffer, silent, refusalWithDetails

    /// What the initiator makes of it.
    var code: AttestedTransportError.Code {
        switch self {
        case .offerOfOtherHandshake, .ownSessionKey, .evidenceOfOtherSoftware, .evidenceOfOtherMachine, .evidenceOfOtherRole,
            .evidenceSimulatedElsewhere, .evidenceForInitiator, .evidenceOfOtherNonce:
            .appraisalRefused
        case .noAccept, .goneBeforeOffer, .refusalWithDetails: .refusedByPeer
        case .silent: .timedOut
        default: .protocolViolation
        }
    }

    /// What the appraisal finds.
    var failures: [AppraisalFailure.Code] {
        switch self {
        case .offerOfOtherHandshake, .ownSessionKey, .evidenceForInitiator, .evidenceOfOtherNonce: [.reportDataMismatch]
        case .evidenceOfOtherSoftware: [.measurementNotAccepted]
        case .evidenceOfOtherMachine: [.hardwareNotAccepted]
        case .evidenceOfOtherRole: [.roleMismatch]
        case .evidenceSimulatedElsewhere: [.notAuthentic]
        default: []
        }
    }
}
