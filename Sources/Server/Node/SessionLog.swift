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
            logger.warning("a connection or a handshake was refused", metadata: ["address": "\(address)", "reason": "\(reason)"])
        case .ended(let peer, let reason):
            logger.debug("a session ended", metadata: ["session": "\(peer.sessionID.hex)", "reason": "\(reason.rawValue)"])
        case .releaseAccepted(let head, let address):
            logger.notice(
                "a peer brought the release manifest that is in force now",
                metadata: ["address": "\(address)", "set": "\(head.set)", "sequence": "\(head.sequence)"])
        case .releaseRefused(let address, let reason):
            logger.warning("an exchange of releases was refused", metadata: ["address": "\(address)", "reason": "\(reason)"])
        case .releaseAlarm(let address, let reason):
            logger.critical(
                "ALARM: auditors signed two histories of the releases, so that no software is accepted any more",
                metadata: ["address": "\(address)", "reason": "\(reason)"])
        case .callRefused(let method, let address, let reason):
            logger.warning("a call was refused", metadata: ["method": "\(method)", "address": "\(address)", "reason": "\(reason)"])
        }
    }
}
