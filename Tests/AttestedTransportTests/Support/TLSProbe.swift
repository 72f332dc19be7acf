import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

@testable import AttestedTransport

/// A bare TLS client, to see what a listener lets through.
enum TLSProbe {
    struct Outcome: Sendable {
        /// The protocol agreed on by ALPN; nil if the handshake failed.
        var negotiated: String?
        /// Whether the other end then closed the connection by itself.
        var wasClosed = false
    }

    static func connect(to endpoint: Endpoint, _ adjust: @Sendable (inout TLSConfiguration) -> Void) async throws -> Outcome {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        tls.applicationProtocols = ["h2"]
        adjust(&tls)
        let context = try NIOSSLContext(configuration: tls)
        let promise = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: String?.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLClientHandler(context: context, serverHostname: nil), Watcher(promise))
                }
            }.connect(host: endpoint.host, port: endpoint.port).get()
        let negotiated = try? await promise.futureResult.get()
        let closing = channel.eventLoop.scheduleTask(in: negotiated == "h2" ? .milliseconds(500) : .seconds(20)) {
            channel.close(promise: nil)
        }
        try? await channel.closeFuture.get()
        closing.cancel()
        let wasClosed = (try? await closing.futureResult.get()) == nil
        return Outcome(negotiated: negotiated?.isEmpty == false ? negotiated : nil, wasClosed: wasClosed)
    }

    /// Opens a TCP connection and says nothing on it.
    static func open(_ endpoint: Endpoint) async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: endpoint.host, port: endpoint.port).get()
    }

    /// Whether a connection on which nothing is said is closed by the other end.
    static func waitForClose(at endpoint: Endpoint) async throws -> Bool {
        let channel = try await open(endpoint)
        let giveUp = channel.eventLoop.scheduleTask(in: .seconds(20)) { channel.close(promise: nil) }
        defer { giveUp.cancel() }
        let started = ContinuousClock.now
        try? await channel.closeFuture.get()
        return started.duration(to: .now) < .seconds(19)
    }

    private final class Watcher: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let promise: EventLoopPromise<String?>
        init(_ promise: EventLoopPromise<String?>) { self.promise = promise }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent { promise.succeed(negotiated) }
        }
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            promise.fail(error)
            context.close(promise: nil)
        }
        func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
    }
}

/// Ends TLS with a key of its own and passes everything on to the node over a TLS connection of its own.
enum Middleman {
    static func run<Value: Sendable>(
        to target: Endpoint, with stolen: TLSIdentity? = nil, _ body: @Sendable (Endpoint) async throws -> Value
    ) async throws -> Value {
        let identity = try stolen ?? TLSIdentity()
        let group = MultiThreadedEventLoopGroup.singleton
        var outgoing = TLSConfiguration.makeClientConfiguration()
        outgoing.certificateVerification = .none
        outgoing.applicationProtocols = ["h2"]
        let (incomingContext, outgoingContext) = (
            try NIOSSLContext(configuration: TLSPolicy.server(identity, .hybridOnly)), try NIOSSLContext(configuration: outgoing)
        )
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { client in
                ClientBootstrap(group: client.eventLoop)
                    .channelInitializer { node in
                        node.eventLoop.makeCompletedFuture {
                            try node.pipeline.syncOperations.addHandlers(
                                NIOSSLClientHandler(context: outgoingContext, serverHostname: nil), Pipe(to: client))
                        }
                    }
                    .connect(host: target.host, port: target.port)
                    .flatMapThrowing { node in
                        let tls = NIOSSLServerHandler(context: incomingContext) { _, promise in promise.succeed(.certificateVerified) }
                        try client.pipeline.syncOperations.addHandlers(tls, Pipe(to: node))
                    }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(Endpoint(host: "127.0.0.1", port: server.localAddress?.port ?? 0))
            try await server.close()
            return value
        } catch {
            try? await server.close()
            throw error
        }
    }

    private final class Pipe: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let other: any Channel
        init(to other: any Channel) { self.other = other }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) { other.writeAndFlush(unwrapInboundIn(data), promise: nil) }
        func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
