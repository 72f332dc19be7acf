import NIOCore
import Synchronization

/// Closes a connection on which the peer breaks the bounds of ``FrameMeter``, or with which the listener would hold too much in all.
final class FrameGate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: TransportLimits
    private let pool: HeldBytes
    private let refuse: @Sendable (String) -> Void
    private var meter: FrameMeter
    private var counted = 0
    private var check: RepeatedTask?

    init(limits: TransportLimits, pool: HeldBytes, refuse: @escaping @Sendable (String) -> Void) {
        self.limits = limits
        self.pool = pool
        self.refuse = refuse
        meter = FrameMeter(limits: limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let interval = TimeAmount(min(limits.preface, limits.slowMessage, limits.shutdownGrace) / 4)
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        let gate = NIOLoopBound(self, eventLoop: context.value.eventLoop)
        check = context.value.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            gate.value.enforce(context.value) { try $0.check(at: .now()) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        let isFine = enforce(context) { meter in
            try bytes.withUnsafeReadableBytes { try meter.read($0, at: .now()) }
        }
        if isFine { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        unwrapOutboundIn(data).withUnsafeReadableBytes { meter.write($0, at: .now()) }
        count()
        context.write(data, promise: promise)
    }

    @discardableResult
    private func enforce(_ context: ChannelHandlerContext, _ body: (inout FrameMeter) throws -> Void) -> Bool {
        guard check != nil else { return false }
        do {
            try body(&meter)
            guard count() else { throw FrameMeter.Violation.held }
            return true
        } catch {
            end()
            refuse((error as? FrameMeter.Violation)?.rawValue ?? "it cannot be read")
            context.close(promise: nil)
            return false
        }
    }

    /// Notes what this connection holds. False if the listener as a whole holds too much.
    @discardableResult
    private func count() -> Bool {
        defer { counted = meter.held }
        return pool.change(by: meter.held - counted)
    }

    private func end() {
        check?.cancel()
        check = nil
        pool.change(by: -counted)
        counted = 0
    }
}

/// Bytes of unfinished messages on all of a listener's connections.
final class HeldBytes: Sendable {
    private let bytes = Atomic(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var current: Int { bytes.load(ordering: .relaxed) }

    /// False if there is now more than the limit.
    @discardableResult
    func change(by difference: Int) -> Bool { bytes.add(difference, ordering: .relaxed).newValue <= limit }
}
