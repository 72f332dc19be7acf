import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// One request as a server of the tests saw it.
struct SeenRequest: Sendable {
    let method: String
    let uri: String
    let headers: [String: String]
}

/// What a server of the tests does with a request.
enum Reply: Sendable {
    /// A whole answer.
    case answer(Int, headers: [String: String] = [:], body: [UInt8] = [])
    /// These bytes, whatever they are, and the end of the connection.
    case raw([UInt8])
    /// A head, and a byte of the body now and then without end.
    case trickle
    /// A body without a length and without an end, as fast as it goes.
    case flood
    /// Nothing.
    case silence
}

/// HTTP/1.1 on this machine's loopback, on a port of its own.
struct LoopbackServer: Sendable {
    private let channel: any Channel
    private let log: RequestLog
    let port: Int

    /// What was asked so far.
    var requests: [SeenRequest] { log.all }
    var address: String { "http://127.0.0.1:\(port)" }

    /// Lends a server to `body`.
    static func with<Result>(
        _ reply: @escaping @Sendable (SeenRequest) -> Reply, _ body: (LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let log = RequestLog()
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
                    try channel.pipeline.syncOperations.addHandler(RequestHandler(log: log, reply: reply))
                }
            }
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        let server = LoopbackServer(channel: channel, log: log, port: channel.localAddress?.port ?? 0)
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }
}

/// What was asked, in order.
final class RequestLog: Sendable {
    private let seen = Mutex<[SeenRequest]>([])
    var all: [SeenRequest] { seen.withLock { $0 } }
    func append(_ request: SeenRequest) { seen.withLock { $0.append(request) } }
}

/// Answers the requests of one connection.
private final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let log: RequestLog
    private let reply: @Sendable (SeenRequest) -> Reply

    init(log: RequestLog, reply: @escaping @Sendable (SeenRequest) -> Reply) { (self.log, self.reply) = (log, reply) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        let request = SeenRequest(method: head.method.rawValue, uri: head.uri, headers: headers)
        log.append(request)
        switch reply(request) {
        case .answer(let status, let headers, let body):
            var fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
            if status != 304 { fields.replaceOrAdd(name: "Content-Length", value: "\(body.count)") }
            write(.head(.init(version: .http1_1, status: .init(statusCode: status), headers: fields)), context)
            if status != 304 { write(.body(.byteBuffer(ByteBuffer(bytes: body))), context) }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .raw(let bytes):
            let encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder?.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
            context.close(promise: nil)
        case .trickle:
            write(.head(.init(version: .http1_1, status: .ok, headers: ["Content-Length": "1000"])), context)
            repeatedly(context, every: .milliseconds(20), bytes: 1)
        case .flood:
            write(.head(.init(version: .http1_1, status: .ok, headers: ["Transfer-Encoding": "chunked"])), context)
            repeatedly(context, every: .milliseconds(1), bytes: 65_536)
        case .silence: break
        }
    }

    private func write(_ part: HTTPServerResponsePart, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(part), promise: nil)
    }

    private func repeatedly(_ context: ChannelHandlerContext, every pause: TimeAmount, bytes: Int) {
        let channel = context.channel
        let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(repeating: 0x20, count: bytes)))
        context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: pause) { task in
            guard channel.isActive else { return task.cancel() }
            if channel.isWritable { channel.writeAndFlush(part, promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
