import AttestedSession
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

@testable import AttestedTransport

/// A peer that writes HTTP/2 byte by byte, and so may do what no library would.
final class RawPeer: Sendable {
    let channel: any Channel
    private let seen: SeenFrames

    /// Connects, by TLS unless the peer wants to do that itself.
    static func connect(to endpoint: Endpoint, isTLS: Bool = true, from address: String? = nil) async throws -> RawPeer {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        tls.applicationProtocols = ["h2"]
        let context = try NIOSSLContext(configuration: tls)
        let group = MultiThreadedEventLoopGroup.singleton
        let promise = group.any().makePromise(of: Void.self)
        let seen = SeenFrames()
        var bootstrap = ClientBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let operations = channel.pipeline.syncOperations
                if isTLS { try operations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil)) }
                try operations.addHandler(Listener(promise, seen))
            }
        }
        if let address { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: address, port: 0)) }
        let channel: any Channel
        do { channel = try await bootstrap.connect(host: endpoint.host, port: endpoint.port).get() } catch {
            promise.fail(error)
            throw error
        }
        if isTLS { try await promise.futureResult.get() } else { promise.succeed() }
        return RawPeer(channel, seen)
    }

    private init(_ channel: any Channel, _ seen: SeenFrames) {
        self.channel = channel
        self.seen = seen
    }

    /// Writes, unless the other end has closed; false then.
    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        guard channel.isActive else { return false }
        return (try? await channel.writeAndFlush(ByteBuffer(bytes: bytes))) != nil
    }

    /// HTTP/2's preface and empty settings.
    func begin() async { await send(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + RawFrame.settings()) }

    /// Whether the other end closes the connection, within a time that is never reached otherwise.
    func isClosed() async -> Bool {
        let giveUp = channel.eventLoop.scheduleTask(in: .seconds(25)) { [channel] in channel.close(promise: nil) }
        try? await channel.closeFuture.get()
        giveUp.cancel()
        return (try? await giveUp.futureResult.get()) == nil
    }

    /// Whether the other end answers with a frame that meets the condition, or closes.
    func sees(_ condition: @escaping @Sendable (FrameCursor.Header) -> Bool) async -> Bool {
        await eventually { self.seen.frames.withLock { $0.contains(where: condition) } || !self.channel.isActive }
    }

    func close() async { try? await channel.close() }

    final class SeenFrames: Sendable {
        let frames = Mutex<[FrameCursor.Header]>([])
    }

    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let promise: EventLoopPromise<Void>
        private let seen: SeenFrames
        private var cursor = FrameCursor(preface: 0)

        init(_ promise: EventLoopPromise<Void>, _ seen: SeenFrames) {
            self.promise = promise
            self.seen = seen
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted? = event as? TLSUserEvent { promise.succeed() }
        }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
                cursor.read(bytes) { event in
                    if case .end(let header) = event { seen.frames.withLock { if $0.count < 10_000 { $0.append(header) } } }
                }
            }
        }
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            promise.fail(error)
            context.close(promise: nil)
        }
        func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
    }
}
