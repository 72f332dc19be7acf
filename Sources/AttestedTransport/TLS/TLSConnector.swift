import NIOCore
import NIOSSL

/// Secures a client's connections and remembers, per connection, which key the other end showed.
final class TLSConnector: Sendable {
    private let context: NIOSSLContext
    private let limit: Duration
    private let isProxied: Bool
    private let serverName: String?
    private let evidence: OuterEvidenceCheck?
    /// By local address, in the form of `ClientContext.localPeer`.
    private let keys = ConnectionKeys()

    /// `proxy` is what ends the connections if that is not the node: it is told the name, and may show a chain. With `evidence`, a certificate
    /// that does not pass ends its connection. `identity` is shown where the other end asks for a certificate; parties have none.
    init(
        keyExchange: TLSKeyExchange, limit: Duration, proxy: Endpoint? = nil, evidence: OuterEvidenceCheck? = nil,
        identity: TLSIdentity? = nil
    ) throws {
        context = try NIOSSLContext(configuration: TLSPolicy.client(keyExchange, showing: identity))
        self.limit = limit
        self.evidence = evidence
        isProxied = proxy != nil
        serverName = proxy.flatMap(\.serverName)
    }

    /// SHA-256 of the key that was shown on the connection with this local address.
    func key(onConnectionFrom localPeer: String) -> [UInt8]? { keys[localPeer] }

    /// Puts TLS in front of everything else in a new connection's pipeline.
    func secure(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let tls = try NIOSSLClientHandler(context: context, serverHostname: serverName) { chain, promise in
                promise.succeed(self.remember(chain, on: channel) ? .certificateVerified : .failed)
            }
            try channel.pipeline.syncOperations.addHandlers(tls, TLSGate(limit: limit), position: .first)
        }
    }

    private func remember(_ chain: [NIOSSLCertificate], on channel: any Channel) -> Bool {
        guard isProxied || chain.count == 1 else { return false }
        if let evidence, !evidence.passes(chain) { return false }
        return keys.note(chain, on: channel, at: channel.localAddress)
    }
}
