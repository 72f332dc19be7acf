/// What a hostile HTTP/2 proxy does: one switch for each attack.
enum ProxyTrick: String, CaseIterable, Sendable {
    case none
    // To a call's stream as such.
    case pathSwapped, deadlineShortened, delayed, halfCloseInjected, replayedOnNewConnection
    // To the status.
    case statusForged, successForged, unauthenticatedForged, trailersForged, statusChangedBehindSealedOne, unavailableForged
    case sessionUnknownForged
    // To requests.
    case requestFlipped, requestDropped, requestRepeated, requestsSwapped, requestCut, requestEndStripped, requestAfterEnd
    // To responses.
    case responseFlipped, responseDropped, responseRepeated, responsesSwapped, responseEndStripped, responseAfterEnd, reflected
    // Records of one place put into another.
    case requestOfOtherCall, responseOfOtherCall, otherCallID, otherSession
    // To the handshake.
    case helloReflected, offerCut, offerExtended, offerFlipped, acceptFlipped, acceptOfOtherHandshake, authenticationFlipped
    case handshakeStatusForged, handshakeDiverted

    var isOfHandshake: Bool {
        switch self {
        case .helloReflected, .offerCut, .offerExtended, .offerFlipped, .acceptFlipped, .acceptOfOtherHandshake, .authenticationFlipped,
            .handshakeStatusForged, .handshakeDiverted:
            true
        default: false
        }
    }
}
