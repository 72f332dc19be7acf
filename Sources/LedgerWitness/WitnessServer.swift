import Hummingbird
import HummingbirdCore
public import Ledger
public import Logging
import NIOCore

/// A witness's HTTP server: C2SP tlog-witness over HTTP/1.1, without TLS, which what stands in front may add. Cosignatures protect themselves.
public struct WitnessServer: Sendable {
    /// The most connections at once.
    public static let maximumConnections = 256
    /// How long a connection may be idle, and a request's body may take.
    public static let patience = Duration.seconds(10)
    /// The largest header section, in bytes.
    static let maximumHeaderBytes = 8 << 10

    private let witness: Witness
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onReady: @Sendable (Int) -> Void

    /// A server that has done nothing yet.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - onReady: Told the port once the server serves.
    public init(witness: Witness, host: String, port: Int, logger: Logger, onReady: @escaping @Sendable (_ port: Int) -> Void = { _ in }) {
        self.witness = witness
        self.host = host
        self.port = port
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until SIGTERM, SIGINT, or the task is canceled; calls under way are answered first.
    public func run() async throws {
        try await application.runService()
    }

    /// The same without signals, for a program that handles them itself.
    public func runWithoutSignals() async throws {
        try await application.runService(gracefulShutdownSignals: [])
    }

    private var application: some ApplicationProtocol {
        let router = Router()
        router.post("add-checkpoint") { [witness, logger] request, _ in
            guard let body = await Self.body(of: request) else {
                let sentence = Array("The body is too long, or too slow.\n".utf8)
                return Self.response(WitnessReply(status: 400, type: WitnessReply.plainType, body: sentence))
            }
            let reply = witness.answer(body)
            Self.log(reply, to: logger)
            return Self.response(reply)
        }
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(Self.patience.components.seconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Self.maximumHeaderBytes, maxHeaderListSize: Self.maximumHeaderBytes, maxHeaderFieldCount: 64))),
            configuration: .init(
                address: .hostname(host, port: port), availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
            onServerRunning: { [onReady] channel in onReady(channel.localAddress?.port ?? 0) }, logger: logger)
    }

    // The body; nil if it is longer than any request, or does not come in time.
    private static func body(of request: Request) async -> [UInt8]? {
        await withTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                guard let buffer = try? await request.body.collect(upTo: WitnessRequest.maximumBytes) else { return nil }
                return Array(buffer.readableBytesView)
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
    }

    private static func response(_ reply: WitnessReply) -> Response {
        Response(
            status: .init(code: reply.status), headers: [.contentType: reply.type], body: .init(byteBuffer: ByteBuffer(bytes: reply.body)))
    }

    private static func log(_ reply: WitnessReply, to logger: Logger) {
        switch reply.status {
        case 200: logger.debug("cosigned")
        case 409, 422: logger.warning("a checkpoint does not follow on the one cosigned last", metadata: ["status": "\(reply.status)"])
        case 500: logger.critical("the state cannot be saved: nothing is cosigned until a restart")
        default: logger.info("a request was refused", metadata: ["status": "\(reply.status)"])
        }
    }
}
