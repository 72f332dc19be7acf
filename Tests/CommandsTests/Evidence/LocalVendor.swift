import NIOCore
import NIOHTTP1
import NIOPosix

/// A vendor's service on this machine's loopback, on a port of its own.
enum LocalVendor {
    struct Reply: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
    }

    /// Lends the service's address to `body`. Each path with its query is answered by `reply`.
    static func with<Result>(_ reply: @escaping @Sendable (String) -> Reply, _ body: (String) async throws -> Result) async throws -> Result
    {
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                try channel.pipeline.syncOperations.addHandler(Handler(reply: reply))
            }
        }
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let reply: @Sendable (String) -> Reply

        init(reply: @escaping @Sendable (String) -> Reply) { self.reply = reply }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            let reply = reply(head.uri)
            var fields = HTTPHeaders(reply.headers.map { ($0.key, $0.value) })
            fields.replaceOrAdd(name: "Content-Length", value: "\(reply.body.utf8.count)")
            let answer = HTTPResponseHead(version: .http1_1, status: .init(statusCode: reply.status), headers: fields)
            context.write(wrapOutboundOut(.head(answer)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: reply.body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
