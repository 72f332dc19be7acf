/// What a misbehaving initiator does: one switch for each attack, with the word that the responder's operator reads.
enum ClientFault: String, CaseIterable, Sendable {
    // The hello.
    case otherVersion, otherSuite, expectsExecutor, directChannel, otherLedger, helloCut, helloExtended, helloEmpty, helloTooLong
    case authenticationFirst, silentAfterOpening
    // Between hello and authentication.
    case goneAfterOffer, helloAgain, offerReflected
    // The authentication.
    case encapsulationFlipped, encapsulationOfZeros, credentialFlipped, finishedFlipped, authenticationCut, authenticationExtended
    case authenticationOfOtherHandshake, handshakeReplayed
    // The credential.
    case otherKeySigns, signatureOfOtherHandshake, stranger
    case evidenceOfOtherSoftware, evidenceOfOtherMachine, evidenceOfOtherRole, evidenceOfOtherHandshake, evidenceWithoutEncapsulation
    case evidenceReflected, evidenceSimulatedElsewhere

    /// Part of the reason in the operator's log.
    var reason: String {
        switch self {
        case .otherVersion: "(version)"
        case .otherSuite: "(suite)"
        case .expectsExecutor: "(role)"
        case .directChannel: "(outerChannel)"
        case .otherLedger: "(ledgerOrigin)"
        case .helloCut, .helloExtended, .helloEmpty, .authenticationFirst, .helloAgain, .offerReflected, .authenticationCut,
            .authenticationExtended:
            "(malformed)"
        case .helloTooLong: "(length)"
        case .silentAfterOpening, .goneAfterOffer: "the peer went away"
        case .encapsulationFlipped, .credentialFlipped, .authenticationOfOtherHandshake, .handshakeReplayed:
            "(decryption)"
        case .encapsulationOfZeros: "("
        case .finishedFlipped: "(finished)"
        case .otherKeySigns, .signatureOfOtherHandshake: "(credential)"
        case .stranger: "the party is not admitted"
        case .evidenceOfOtherSoftware: "MEASUREMENT_NOT_ACCEPTED"
        case .evidenceOfOtherMachine: "HARDWARE_NOT_ACCEPTED"
        case .evidenceOfOtherRole: "ROLE_MISMATCH"
        case .evidenceOfOtherHandshake, .evidenceWithoutEncapsulation, .evidenceReflected: "REPORT_DATA_MISMATCH"
        case .evidenceSimulatedElsewhere: "EVIDENCE_NOT_AUTHENTIC"
        }
    }

    /// Whether the initiator is a node; it is a party otherwise.
    var isOfNode: Bool { rawValue.hasPrefix("evidence") }
}
