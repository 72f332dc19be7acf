import NIOCore
import NIOTLS

/// Closes a connection whose TLS handshake does not end in time, or not with HTTP/2. Leaves the pipeline once it has.
final class TLSGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limit: TimeAmount
    private let refuse: @Sendable (String) -> Void
    private var deadline: Scheduled<Void>?

    init(limit: Duration, refuse: @escaping @Sendable (String) -> Void = { _ in }) {
        self.limit = TimeAmount(limit)
        self.refuse = refuse
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        deadline?.cancel()
        guard negotiated == TLSPolicy.protocolName else {
            refuse("it does not speak HTTP/2")
            context.close(promise: nil)
            return
        }
        context.fireUserInboundEventTriggered(event)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func start(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: limit) { [refuse] in
            refuse("its TLS handshake takes too long")
            channel.close(promise: nil)
        }
    }
}
