import AttestedSession
public import GRPCCore
import GRPCNIOTransportHTTP2

/// Carries every call inside an attested session, over any transport beneath it.
///
/// The first call makes the session; nothing of the application leaves before the node's evidence passed and its Finished was verified.
/// A session that has aged, was idle, or was forgotten by the node is replaced by a fresh handshake.
public struct SealedClientTransport<Base: ClientTransport>: ClientTransport {
    /// The bytes of the transport beneath.
    public typealias Bytes = Base.Bytes

    private let base: Base
    private let sessions: SessionInitiator<Base>

    /// Wraps a transport. `outer` says over which channel a call travels, nil if that cannot be told; such a call is refused.
    init(base: Base, settings: SessionInitiatorSettings, outer: @escaping @Sendable (ClientContext) -> OuterChannel?) {
        self.base = base
        sessions = SessionInitiator(base: base, settings: settings, outer: outer)
    }

    /// Wraps a transport behind which something else ends the outer channel, or which has none.
    public init(proxied base: Base, settings: SessionInitiatorSettings) {
        self.init(base: base, settings: settings) { _ in .proxied }
    }

    /// The transport's own throttle.
    public var retryThrottle: RetryThrottle? { base.retryThrottle }

    /// Keeps the connections up; the session ends when it must meanwhile.
    public func connect() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await sessions.reviewUntilCancelled() }
            defer { group.cancelAll() }
            try await base.connect()
        }
    }

    /// Ends the session, and its calls, if it must end now.
    package func reviewSession() async { await sessions.review() }

    /// Lets calls end and takes no new ones.
    public func beginGracefulShutdown() { base.beginGracefulShutdown() }

    /// The method's configuration beneath.
    public func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? { base.config(forMethod: descriptor) }

    /// Makes the session now, unless there is one.
    public func establishSession() async throws { _ = try await sessions.session() }

    /// Opens a call's stream inside the session.
    @_specialize(kind:partial,where Base == HTTP2ClientTransport.Posix)
    public func withStream<Value: Sendable>(
        descriptor: MethodDescriptor, options: CallOptions,
        _ closure: (RPCStream<Inbound, Outbound>, ClientContext) async throws -> Value
    ) async throws -> Value {
        if SealedCall.openServices.contains(descriptor.service.fullyQualifiedService) {
            return try await base.withStream(descriptor: descriptor, options: options, closure)
        }
        return try await withSealedStream(descriptor: descriptor, options: options, mayRepeat: true, closure)
    }

    @_specialize(kind:partial,where Base == HTTP2ClientTransport.Posix)
    private func withSealedStream<Value: Sendable>(
        descriptor: MethodDescriptor, options: CallOptions, mayRepeat: Bool,
        _ closure: (RPCStream<Inbound, Outbound>, ClientContext) async throws -> Value
    ) async throws -> Value {
        var options = options
        options.compression = CompressionAlgorithm.none
        options.maxRequestMessageBytes = TransportLimits.bundle
        options.maxResponseMessageBytes = TransportLimits.bundle
        for _ in 0..<SessionInitiatorSettings.attempts {
            let session = try await sessions.session()
            let value: Value? = try await base.withStream(descriptor: descriptor, options: options) { stream, context in
                // Another connection may end at another key, as after the node's restart: then the session is not this connection's.
                guard sessions.outer(context) == session.outer else {
                    session.end()
                    return nil
                }
                let call = try ClientCall<Bytes>(
                    descriptor: descriptor, session: session, base: stream.outbound,
                    again: mayRepeat ? repeating(descriptor, options) : nil)
                guard session.admit(call) else { return nil }
                defer { session.leave(call) }
                let sealed = RPCStream(
                    descriptor: descriptor,
                    inbound: RPCAsyncSequence(wrapping: SealedResponses(call: call, base: stream.inbound)),
                    outbound: RPCWriter.Closable(wrapping: SealedRequestWriter(call: call, base: stream.outbound)))
                return try await closure(sealed, context)
            }
            if let value { return value }
        }
        throw RPCError(code: .unavailable, message: "The connection to the node keeps changing.")
    }

    /// Sends a unary request again in a new session and gathers the whole response.
    private func repeating(
        _ descriptor: MethodDescriptor, _ options: CallOptions
    ) -> (@Sendable (ClientCall<Bytes>.Request) async throws -> [RPCResponsePart<Bytes>])? {
        guard descriptor.type == .unary else { return nil }
        return { request in
            try await withSealedStream(descriptor: descriptor, options: options, mayRepeat: false) { stream, _ in
                try await stream.outbound.write(.metadata(request.metadata))
                try await stream.outbound.write(.message(request.message))
                await stream.outbound.finish()
                var parts: [RPCResponsePart<Bytes>] = []
                for try await part in stream.inbound { parts.append(part) }
                return parts
            }
        }
    }
}
