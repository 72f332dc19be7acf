public import GRPCNIOTransportHTTP2
public import NIOCore
public import NIOPosix
import NIOSSL

/// Accepts TLS 1.3 connections for gRPC: HTTP/2 by ALPN, bounded in number and in time.
///
/// Every connection gets a TLS context of its own, so that no ticket of one resumes another.
public struct TLSListener: HTTP2ServerTransport.ListenerFactory {
    /// The threads that serve the connections.
    public let eventLoopGroup: any EventLoopGroup
    private let endpoint: Endpoint
    private let configuration: TLSConfiguration
    private let limits: TransportLimits
    private let open: ConnectionCount
    private let held: HeldBytes
    private let onRefused: @Sendable (_ address: String, _ reason: String) -> Void

    /// A listener that shows `identity`. The endpoint's host is the address to bind. `onRefused` is told of connections that broke a bound.
    public init(
        at endpoint: Endpoint, identity: TLSIdentity, keyExchange: TLSKeyExchange = .hybridOnly,
        limits: TransportLimits = TransportLimits(), eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        onRefused: @escaping @Sendable (_ address: String, _ reason: String) -> Void = { _, _ in }
    ) {
        self.endpoint = endpoint
        self.eventLoopGroup = eventLoopGroup
        self.limits = limits
        self.onRefused = onRefused
        open = ConnectionCount(limits: limits)
        held = HeldBytes(limit: limits.held)
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
                    let address = channel.remoteAddress?.ipAddress ?? ""
                    let refuse: @Sendable (String) -> Void = { onRefused(address, "a connection was closed: \($0)") }
                    guard open.admit(channel) else {
                        refuse("there are too many")
                        throw ChannelError.ioOnClosedChannel
                    }
                    let context = try NIOSSLContext(configuration: configuration)
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLServerHandler(context: context), TLSGate(limit: limits.tlsHandshake, refuse: refuse),
                        FrameGate(limits: limits, pool: held, refuse: refuse))
                }.flatMap {
                    connectionConfigurator.configure(channel: channel, tls: .configured(requireALPN: true))
                }
                configured.whenFailure { _ in channel.close(promise: nil) }
                return configured
            }
    }
}
