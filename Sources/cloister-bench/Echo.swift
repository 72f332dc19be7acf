import Attestation
import AttestedTransport
import Crypto
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2
import SoftwareTEE

/// A process that echoes over gRPC's stock transport with mutual TLS, over our TLS without a session, and in sessions; and what a client of it needs.
struct EchoPeer: Sendable {
    /// What the process prints when it serves.
    struct Ports: Codable, Sendable {
        /// gRPC's stock transport with mutual TLS.
        let mutual: Int
        /// Our outer channel alone.
        let unsealed: Int
        /// Attested sessions.
        let sealed: Int
        /// The same, where a quote takes long.
        let slow: Int
        /// The key that signs the evidence.
        let root: String
    }

    private let child: Child
    private let folder: ScratchFolder
    private let ports: Ports
    private let party = P256.Signing.PrivateKey()
    private let appraiser: Appraiser

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
        ports = try JSONDecoder().decode(Ports.self, from: Data(try child.line().utf8))
        guard let root = [UInt8](hex: ports.root) else { throw FigureError("the echo names no root") }
        var trust = TrustFile()
        try trust.unsafeAcceptSoftwareTEE(roots: [root], acknowledging: TrustFile.softwareAcknowledgement)
        trust.pin(try EchoEvidence.measurement(), as: .control)
        appraiser = try trust.softwareAppraiser()
    }

    func stop() { child.stop() }

    /// Lends a client over the stock transport, with a new connection.
    func withMutualTLS<Value: Sendable>(_ body: (GRPCClient<HTTP2ClientTransport.Posix>) async throws -> Value) async throws -> Value {
        let security = HTTP2ClientTransport.Posix.TransportSecurity.mTLS(
            certificateChain: [.file(path: folder("client.pem"), format: .pem)], privateKey: .file(path: folder("client.key"), format: .pem)
        ) { tls in
            tls.trustRoots = .certificates([.file(path: folder("server.pem"), format: .pem)])
            tls.serverCertificateVerification = .noHostnameVerification
        }
        return try await withGRPCClient(
            transport: try .http2NIOPosix(target: .ipv4(address: "127.0.0.1", port: ports.mutual), transportSecurity: security),
            handleClient: body)
    }

    /// Lends a client over our outer channel alone, with a new connection.
    func withUnsealed<Value: Sendable>(_ body: (GRPCClient<HTTP2ClientTransport.Posix>) async throws -> Value) async throws -> Value {
        try await withGRPCClient(transport: try UnsealedTransport.client(of: endpoint(ports.unsealed)), handleClient: body)
    }

    /// Lends a client in a new session over a new connection.
    func withSession<Value: Sendable>(
        slowly: Bool = false, _ body: @Sendable (GRPCClient<AttestedClientTransport>) async throws -> Value
    ) async throws -> Value {
        let settings = SessionInitiatorSettings(
            appraiser: appraiser, responder: .control,
            credential: .party(signingKey: Array(party.publicKey.x963Representation)) { [party] in
                Array(try party.signature(for: $0).rawRepresentation)
            }, ledgerOrigin: EchoEvidence.origin)
        return try await AttestedChannel.withChannel(to: endpoint(slowly ? ports.slow : ports.sealed), settings: settings, body)
    }

    private func endpoint(_ port: Int) -> AttestedTransport.Endpoint { AttestedTransport.Endpoint(host: "127.0.0.1", port: port) }
}
