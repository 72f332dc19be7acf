import AttestedTransport
import Logging
import Wire

/// Sessions in the operator's log: who came, who was refused and why. Peers are not told the reason.
enum SessionLog {
    static func write(_ event: SessionEvent, to logger: Logger) {
        switch event {
        case .began(let peer, let address):
            logger.debug("a session began", metadata: ["session": "\(peer.sessionID.hex)", "address": "\(address)"])
        case .refused(let address, let reason):
            logger.warning("a handshake was refused", metadata: ["address": "\(address)", "reason": "\(reason)"])
        case .ended(let peer, let reason):
            logger.debug("a session ended", metadata: ["session": "\(peer.sessionID.hex)", "reason": "\(reason.rawValue)"])
        case .callRefused(let method, let address, let reason):
            logger.warning("a call was refused", metadata: ["method": "\(method)", "address": "\(address)", "reason": "\(reason)"])
        }
    }
}
