import Attestation
import NIOSSL
import RATLS
import Synchronization

/// What an initiator asks of the certificate of the outer channel.
public struct OuterEvidence: Hashable, Sendable {
    private enum Kind { case ignored, required }
    private let kind: Kind
    private init(_ kind: Kind) { self.kind = kind }

    /// Nothing but its key, which the attested session takes in.
    public static let ignored = OuterEvidence(.ignored)
    /// Evidence in it that binds its key and passes the same appraisal as the session's (docs/spec/ra-tls.md), before and beside the session.
    ///
    /// That makes nothing safer: such evidence is not fresh and can be relayed, and the session is what finds that out. It is a way to try
    /// certificates that are meant for other systems.
    public static let required = OuterEvidence(.required)
}

/// Holds the certificates of one channel's connections against the initiator's policy, and keeps why the last one did not pass.
final class OuterEvidenceCheck: Sendable {
    private let settings: SessionInitiatorSettings
    private let host: String
    private let last = Mutex<AttestedTransportError?>(nil)

    /// A check, if the settings ask for one.
    init?(_ settings: SessionInitiatorSettings, host: String) {
        guard settings.outerEvidence == .required else { return nil }
        self.settings = settings
        self.host = host
    }

    /// Why the last certificate was refused; nil if it was not.
    var refusal: AttestedTransportError? { last.withLock { $0 } }

    /// Whether the certificate that was shown on a connection passes.
    func passes(_ chain: [NIOSSLCertificate]) -> Bool {
        let refusal = refusal(of: chain)
        last.withLock { $0 = refusal }
        return refusal == nil
    }

    private func refusal(of chain: [NIOSSLCertificate]) -> AttestedTransportError? {
        do {
            let key = try chain.first?.extractPublicKey().toSPKIBytes() ?? []
            let time = settings.clock()
            let certificate = try RATLSCertificate(
                chain: chain.map { try $0.toDERBytes() }, expecting: .init(handshakeKey: key, time: time, host: host))
            let failures = certificate.appraise(by: settings.appraiser(), as: settings.responder, at: time).failures
            guard failures.isEmpty else {
                return AttestedTransportError(
                    .outerEvidence, "The evidence in the node's certificate did not pass the appraisal.", failures: failures)
            }
            return nil
        } catch let refusal as RATLSRefusal {
            return AttestedTransportError(.outerEvidence, "The node's certificate is refused: \(refusal).", cause: refusal)
        } catch {
            return AttestedTransportError(.outerEvidence, "The node's certificate cannot be read.", cause: error)
        }
    }
}
