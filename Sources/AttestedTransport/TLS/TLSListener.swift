public import GRPCNIOTransportHTTP2
public import NIOCore
public import NIOPosix
import NIOSSL
import Synchronization

/// Accepts TLS 1.3 connections for gRPC: HTTP/2 by ALPN, bounded in number and in time.
///
/// Every connection gets a TLS context of its own, so that no ticket of one resumes another.
public struct TLSListener: HTTP2ServerTransport.ListenerFactory {
    /// The threads that serve the connections.
    public let eventLoopGroup: any EventLoopGroup
    private let endpoint: Endpoint
    private let configuration: TLSConfiguration
    private let limits: TransportLimits
    private let open = ConnectionCount()

    /// A listener that shows `identity`. The endpoint's host is the address to bind.
    public init(
        at endpoint: Endpoint, identity: TLSIdentity, keyExchange: TLSKeyExchange = .hybridOnly,
        limits: TransportLimits = TransportLimits(), eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.endpoint = endpoint
        self.eventLoopGroup = eventLoopGroup
        self.limits = limits
        configuration = TLSPolicy.server(identity, keyExchange)
    }

    /// Binds the endpoint.
    public func makeListeningChannel(
        listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
        connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
    ) async throws -> NIOAsyncChannel<HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel, Never> {
        try await ServerBootstrap(group: eventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .serverChannelInitializer { listenerConfigurator.configure(channel: $0) }
            .bind(host: endpoint.host, port: endpoint.port) { channel in
                let configured = channel.eventLoop.makeCompletedFuture {
                    guard open.admit(channel, limit: limits.connections) else { throw ChannelError.ioOnClosedChannel }
                    let context = try NIOSSLContext(configuration: configuration)
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLServerHandler(context: context), TLSGate(limit: limits.tlsHandshake))
                }.flatMap {
                    connectionConfigurator.configure(channel: channel, tls: .configured(requireALPN: true))
                }
                configured.whenFailure { _ in channel.close(promise: nil) }
                return configured
            }
    }
}

/// How many connections are open.
private final class ConnectionCount: Sendable {
    private let count = Atomic(0)

    func admit(_ channel: any Channel, limit: Int) -> Bool {
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            count.subtract(1, ordering: .relaxed)
            return false
        }
        channel.closeFuture.whenComplete { _ in self.count.subtract(1, ordering: .relaxed) }
        return true
    }
}
