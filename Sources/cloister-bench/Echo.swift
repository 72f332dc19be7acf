import ArgumentParser
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2

/// Bytes as a gRPC message, as they are.
struct BareBytes: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) -> Bytes { Bytes(message) }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}

extension MethodDescriptor {
    fileprivate static let echo = MethodDescriptor(fullyQualifiedService: "bench.Echo", method: "Echo")
}

/// A process that echoes over gRPC's stock transport with mutual TLS, and the certificates of both sides.
struct EchoPeer {
    private let child: Child
    private let folder: ScratchFolder
    private let port: Int

    init(in folder: ScratchFolder) throws {
        self.folder = folder
        for name in ["client", "server"] {
            _ = try Program.run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=\(name)",
                    "-keyout", folder("\(name).key"), "-out", folder("\(name).pem"),
                ])
        }
        child = try Child(try Program.sibling("cloister-bench"), ["echo-server", folder.path], log: folder("echo.log"))
        guard let port = Int(try child.line()) else { throw FigureError("the echo names no port") }
        self.port = port
    }

    func stop() { child.stop() }

    /// Lends a client with an open connection.
    func withClient<Value: Sendable>(_ body: (EchoClient) async throws -> Value) async throws -> Value {
        let security = HTTP2ClientTransport.Posix.TransportSecurity.mTLS(
            certificateChain: [.file(path: folder("client.pem"), format: .pem)], privateKey: .file(path: folder("client.key"), format: .pem)
        ) { tls in
            tls.trustRoots = .certificates([.file(path: folder("server.pem"), format: .pem)])
            tls.serverCertificateVerification = .noHostnameVerification
        }
        return try await withGRPCClient(
            transport: try .http2NIOPosix(target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: security)
        ) { try await body(EchoClient(client: $0)) }
    }
}

/// Calls the echo.
struct EchoClient: Sendable {
    fileprivate let client: GRPCClient<HTTP2ClientTransport.Posix>

    /// One unary call there and back.
    func call(_ bytes: [UInt8]) async throws {
        let answer = try await client.unary(
            request: ClientRequest(message: bytes), descriptor: .echo, serializer: BareBytes(), deserializer: BareBytes(),
            options: .defaults
        ) { try $0.message }
        guard answer == bytes else { throw FigureError("the echo is not what was said") }
    }
}

extension BenchCommand {
    /// Echoes until its standard input ends; prints its port first.
    struct EchoServer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "echo-server", abstract: "Echoes over gRPC with mutual TLS.", shouldDisplay: false)

        @Argument var folder: String

        func run() async throws {
            let security = HTTP2ServerTransport.Posix.TransportSecurity.mTLS(
                certificateChain: [.file(path: "\(folder)/server.pem", format: .pem)],
                privateKey: .file(path: "\(folder)/server.key", format: .pem)
            ) { $0.trustRoots = .certificates([.file(path: "\(folder)/client.pem", format: .pem)]) }
            var router = RPCRouter<HTTP2ServerTransport.Posix>()
            router.registerHandler(forMethod: .echo, deserializer: BareBytes(), serializer: BareBytes()) { request, _ in
                let message = try await ServerRequest(stream: request).message
                return StreamingServerResponse(single: ServerResponse(message: message))
            }
            let transport = HTTP2ServerTransport.Posix(address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: security)
            let server = GRPCServer(transport: transport, router: router)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.serve() }
                guard let port = try await transport.listeningAddress.ipv4?.port else { throw FigureError("the echo has no port") }
                FileHandle.standardOutput.write(Data("\(port)\n".utf8))
                Thread.detachNewThread {
                    while readLine() != nil {}
                    server.beginGracefulShutdown()
                }
                try await group.waitForAll()
            }
        }
    }
}
