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
    /// Which keys initiators showed, by remote address, in the form of `ServerContext.remotePeer`.
    private let initiatorKeys: ConnectionKeys
    private let open: ConnectionCount
    private let held: HeldBytes
    private let onRefused: @Sendable (_ address: String, _ reason: String) -> Void

    /// A listener that shows `identity`. The endpoint's host is the address to bind. `onRefused` is told of connections that broke a bound.
    public init(
        at endpoint: Endpoint, identity: TLSIdentity, keyExchange: TLSKeyExchange = .hybridOnly,
        limits: TransportLimits = TransportLimits(), eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        onRefused: @escaping @Sendable (_ address: String, _ reason: String) -> Void = { _, _ in }
    ) {
        self.init(
            at: endpoint, identity: identity, keyExchange: keyExchange, limits: limits, eventLoopGroup: eventLoopGroup,
            initiatorKeys: ConnectionKeys(), onRefused: onRefused)
    }

    init(
        at endpoint: Endpoint, identity: TLSIdentity, keyExchange: TLSKeyExchange, limits: TransportLimits,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, initiatorKeys: ConnectionKeys,
        onRefused: @escaping @Sendable (_ address: String, _ reason: String) -> Void
    ) {
        self.endpoint = endpoint
        self.initiatorKeys = initiatorKeys
        self.eventLoopGroup = eventLoopGroup
        self.limits = limits
        self.onRefused = onRefused
        open = ConnectionCount(limits: limits)
        held = HeldBytes(limit: limits.held)
        configuration = TLSPolicy.server(identity, keyExchange)
    }

    /// Closes all connections and takes no more.
    func hangUp() { open.hangUp() }

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
                    initiatorKeys.begin(at: channel.remoteAddress)
                    let context = try NIOSSLContext(configuration: configuration)
                    // Called only where a certificate is shown.
                    let tls = NIOSSLServerHandler(context: context) { [initiatorKeys] chain, promise in
                        let isNoted = chain.count == 1 && initiatorKeys.note(chain, on: channel, at: channel.remoteAddress)
                        promise.succeed(isNoted ? .certificateVerified : .failed)
                    }
                    try channel.pipeline.syncOperations.addHandlers(
                        tls, TLSGate(limit: limits.tlsHandshake, refuse: refuse),
                        FrameGate(limits: limits, pool: held, refuse: refuse))
                }.flatMap {
                    connectionConfigurator.configure(channel: channel, tls: .configured(requireALPN: true))
                }
                configured.whenFailure { _ in channel.close(promise: nil) }
                return configured
            }
    }
}
