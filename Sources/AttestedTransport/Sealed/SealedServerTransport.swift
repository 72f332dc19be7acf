public import GRPCCore
public import GRPCNIOTransportHTTP2
import Synchronization

/// Serves calls inside attested sessions, over any transport beneath it. Outside a session only the handshake and health checks answer.
public struct SealedServerTransport<Base: ServerTransport>: ServerTransport {
    /// The bytes of the transport beneath.
    public typealias Bytes = Base.Bytes

    /// The transport beneath.
    public let base: Base
    /// The sessions in which calls come.
    public let sessions: SessionServer
    private let methods = MethodTable()
    /// Closes the connections beneath.
    private let hangUp: @Sendable () -> Void

    /// Wraps a transport.
    public init(base: Base, sessions: SessionServer) { self.init(base: base, sessions: sessions) {} }

    init(base: Base, sessions: SessionServer, hangUp: @escaping @Sendable () -> Void) {
        self.base = base
        self.sessions = sessions
        self.hangUp = hangUp
    }

    /// Notes the server's methods.
    public func configure(context: GRPCServerContext) {
        methods.fill(context.methods)
        base.configure(context: context)
    }

    /// Takes no new calls.
    public func beginGracefulShutdown() { base.beginGracefulShutdown() }

    /// Serves until the transport beneath ends; sessions end at their limits meanwhile. A cancelled task takes nothing more, closes its
    /// connections, and ends when the handlers have, or after two seconds without waiting for them.
    public func listen(
        streamHandler: @escaping @Sendable (_ stream: RPCStream<Inbound, Outbound>, _ context: ServerContext) async -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await sessions.run() }
            defer { group.cancelAll() }
            try await endingInOrder(grace: .seconds(2)) {
                base.beginGracefulShutdown()
                hangUp()
            } _: {
                try await base.listen { stream, context in await serve(stream, context, streamHandler) }
            }
        }
    }

    @_specialize(where Base == HTTP2ServerTransport.Custom<TLSListener>)
    private func serve(
        _ stream: RPCStream<Inbound, Outbound>, _ context: ServerContext,
        _ streamHandler: @Sendable (_ stream: RPCStream<Inbound, Outbound>, _ context: ServerContext) async -> Void
    ) async {
        if SealedCall.openServices.contains(stream.descriptor.service.fullyQualifiedService) {
            await streamHandler(stream, context)
            return
        }
        let descriptor = methods.method(stream.descriptor)
        let call = ServerCall<Bytes>(
            descriptor: descriptor ?? stream.descriptor, context: context, sessions: sessions, base: stream.outbound)
        let sealed = RPCStream(
            descriptor: stream.descriptor,
            inbound: RPCAsyncSequence(wrapping: SealedRequests(call: call, base: stream.inbound)),
            outbound: RPCWriter.Closable(wrapping: SealedResponseWriter(call: call, base: stream.outbound)))
        if descriptor == nil {
            await answerUnknownMethod(sealed)
        } else {
            await SessionPeer.$slot.withValue(call) { await streamHandler(sealed, context) }
        }
        call.leave()
    }

    /// Tells a peer with a session that there is no such method; one without learns nothing about methods.
    private func answerUnknownMethod(_ stream: RPCStream<Inbound, Outbound>) async {
        var parts = stream.inbound.makeAsyncIterator()
        _ = try? await parts.next()
        let status = Status(code: .unimplemented, message: "The server has no method \(stream.descriptor.fullyQualifiedMethod).")
        try? await stream.outbound.write(.status(status, [:]))
        await stream.outbound.finish()
    }
}

/// The methods that a server has, with their kinds.
private final class MethodTable: Sendable {
    private let methods = Mutex<[String: MethodDescriptor]>([:])

    func fill(_ descriptors: [MethodDescriptor]) {
        methods.withLock { methods in
            for descriptor in descriptors { methods[descriptor.fullyQualifiedMethod] = descriptor }
        }
    }

    func method(_ descriptor: MethodDescriptor) -> MethodDescriptor? { methods.withLock { $0[descriptor.fullyQualifiedMethod] } }
}

/// A server transport as Cloister's nodes use it: sealed calls in TLS.
public typealias AttestedServerTransport = SealedServerTransport<HTTP2ServerTransport.Custom<TLSListener>>

extension SealedServerTransport where Base == HTTP2ServerTransport.Custom<TLSListener> {
    /// Sealed calls in TLS at an endpoint. The sessions' outer channel must be the identity's.
    public init(
        at endpoint: Endpoint, identity: TLSIdentity, sessions: SessionServer, keyExchange: TLSKeyExchange = .hybridOnly,
        limits: TransportLimits = TransportLimits()
    ) {
        let listener = TLSListener(
            at: endpoint, identity: identity, keyExchange: keyExchange, limits: limits, initiatorKeys: sessions.initiatorKeys
        ) { address, reason in
            sessions.settings.onEvent(.refused(address: address, reason: reason))
        }
        self.init(base: HTTP2ServerTransport.Custom(listenerFactory: listener, config: limits.custom()), sessions: sessions) {
            listener.hangUp()
        }
    }

    /// The port in use, once the listener is bound; nil if it was closed before.
    public var port: Int? {
        get async {
            let address = await base.listeningAddress
            return address?.ipv4?.port ?? address?.ipv6?.port
        }
    }
}

extension TransportLimits {
    func custom() -> HTTP2ServerTransport.Custom<TLSListener>.Config {
        var config = HTTP2ServerTransport.Custom<TLSListener>.Config.defaults
        (config.connection, config.http2) = server
        config.rpc.maxRequestPayloadSize = Self.bundle
        return config
    }
}
