import Crypto
import GRPCCore
import GRPCNIOTransportHTTP2
import NIOCore
import NIOSSL
import Synchronization

/// Secures a client's connections and remembers, per connection, which key the other end showed.
final class TLSConnector: Sendable {
    private let context: NIOSSLContext
    private let limit: Duration
    private let isProxied: Bool
    private let serverName: String?
    /// Digests of the peers' keys by local address, in the form of `ClientContext.localPeer`.
    private let keys = Mutex<[String: [UInt8]]>([:])

    /// `proxy` is what ends the connections if that is not the node: it is told the name, and may show a chain.
    init(keyExchange: TLSKeyExchange, limit: Duration, proxy: Endpoint? = nil) throws {
        context = try NIOSSLContext(configuration: TLSPolicy.client(keyExchange))
        self.limit = limit
        isProxied = proxy != nil
        serverName = proxy.flatMap(\.serverName)
    }

    /// SHA-256 of the key that was shown on the connection with this local address.
    func key(onConnectionFrom localPeer: String) -> [UInt8]? { keys.withLock { $0[localPeer] } }

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
        guard isProxied || chain.count == 1, let key = try? chain.first?.extractPublicKey().toSPKIBytes(),
            let address = Self.name(of: channel.localAddress)
        else { return false }
        let digest = Array(SHA256.hash(data: key))
        keys.withLock { $0[address] = digest }
        channel.closeFuture.whenComplete { _ in self.keys.withLock { $0[address] = nil } }
        return true
    }

    /// The address as gRPC writes it in a call's context.
    private static func name(of address: NIOCore.SocketAddress?) -> String? {
        switch address {
        case .v4(let v4): "ipv4:\(v4.host):\(address?.port ?? 0)"
        case .v6(let v6): "ipv6:[\(v6.host)]:\(address?.port ?? 0)"
        case .unixDomainSocket, nil: nil
        }
    }
}
