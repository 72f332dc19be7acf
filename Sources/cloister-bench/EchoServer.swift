import ArgumentParser
import AttestedSession
import AttestedTransport
import CHost
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2
import SoftwareTEE
import Wire

extension BenchCommand {
    /// Echoes until its standard input ends; prints its ports first.
    struct EchoServer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "echo-server", abstract: "Echoes over gRPC, with mutual TLS and in sessions.", shouldDisplay: false)

        @Argument var folder: String

        func run() async throws {
            // As the nodes do.
            cloister_keep_memory()
            let root = try SoftwareRoot()
            let mutual = mutualTLS()
            let unsealed = UnsealedTransport.server(at: Endpoint(host: "127.0.0.1", port: 0), identity: try TLSIdentity())
            let (sealed, sealedServer) = try attested(root, delay: .zero)
            let (slow, slowServer) = try attested(root, delay: EchoEvidence.slowness)
            let (mutualServer, unsealedServer) = (
                GRPCServer(transport: mutual, router: .echo()), GRPCServer(transport: unsealed, router: .echo())
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await mutualServer.serve() }
                group.addTask { try await unsealedServer.serve() }
                group.addTask { try await sealedServer.serve() }
                group.addTask { try await slowServer.serve() }
                guard let mutual = try await mutual.listeningAddress.ipv4?.port,
                    let unsealed = await unsealed.listeningAddress?.ipv4?.port, let sealed = await sealed.port,
                    let slow = await slow.port
                else { throw FigureError("the echo has no port") }
                let ports = EchoPeer.Ports(mutual: mutual, unsealed: unsealed, sealed: sealed, slow: slow, root: root.publicKey.hex)
                FileHandle.standardOutput.write(try JSONEncoder().encode(ports) + Data("\n".utf8))
                Thread.detachNewThread {
                    while readLine() != nil {}
                    mutualServer.beginGracefulShutdown()
                    unsealedServer.beginGracefulShutdown()
                    sealedServer.beginGracefulShutdown()
                    slowServer.beginGracefulShutdown()
                }
                try await group.waitForAll()
            }
        }

        private func mutualTLS() -> HTTP2ServerTransport.Posix {
            HTTP2ServerTransport.Posix(
                address: .ipv4(host: "127.0.0.1", port: 0),
                transportSecurity: .mTLS(
                    certificateChain: [.file(path: "\(folder)/server.pem", format: .pem)],
                    privateKey: .file(path: "\(folder)/server.key", format: .pem)
                ) { $0.trustRoots = .certificates([.file(path: "\(folder)/client.pem", format: .pem)]) })
        }

        private func attested(_ root: SoftwareRoot, delay: Duration) throws -> (
            AttestedServerTransport, GRPCServer<AttestedServerTransport>
        ) {
            let source = EchoEvidence.Source(
                base: UnmeasuredSource(root: root, role: .control, measurement: try EchoEvidence.measurement()), delay: delay)
            var settings = SessionServerSettings(
                role: .control, evidence: source, nodes: nil,
                context: { try SessionContext(ledgerOrigin: EchoEvidence.origin) }, admitParty: { _ in true })
            // One address and one party stand for many here, and none of their sessions ends before the last is made.
            settings.limits.sessions = 16_384
            settings.limits.handshakesPerAddress = settings.limits.handshakes
            settings.limits.handshakeRate = RateLimit(burst: settings.limits.sessions, perSecond: settings.limits.sessions)
            settings.limits.sessionsPerPeer = settings.limits.sessions
            let identity = try TLSIdentity()
            let sessions = SessionServer(settings: settings, outer: identity.outerChannel)
            let transport = AttestedServerTransport(at: Endpoint(host: "127.0.0.1", port: 0), identity: identity, sessions: sessions)
            var router = RPCRouter<AttestedServerTransport>.echo()
            sessions.service.registerMethods(with: &router)
            return (transport, GRPCServer(transport: transport, router: router))
        }
    }
}
