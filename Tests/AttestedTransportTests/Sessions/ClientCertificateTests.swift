import Attestation
import AttestedSession
import GRPCCore
import GRPCNIOTransportHTTP2
import NIOCore
import NIOEmbedded
import Testing

@testable import AttestedTransport

/// The certificate that a node shows in the outer TLS when it begins a session: both keys are in the transcript.
@Suite struct ClientCertificateTests {
    private let node: TestNode
    private let initiator: SessionInitiatorSettings

    init() throws {
        node = try TestNode()
        initiator = SessionInitiatorSettings(
            appraiser: try node.platform.appraiser(), responder: .control,
            credential: .node(node.platform.source(.executor), .executor), ledgerOrigin: TestNode.origin)
    }

    /// The code of the error with which a session fails in which the node shows `shown` and says `said`; nil if it is made.
    private func failure(
        at endpoint: AttestedTransport.Endpoint, showing shown: TLSIdentity?,
        saying said: @escaping @Sendable (_ responderKey: [UInt8]) -> OuterChannel
    ) async throws -> AttestedTransportError.Code? {
        let limits = TransportLimits()
        let connector = try TLSConnector(keyExchange: .hybridOnly, limit: limits.tlsHandshake, identity: shown)
        let base = try HTTP2ClientTransport.Posix(
            target: .dns(host: endpoint.host, port: endpoint.port), transportSecurity: .customSecure,
            config: limits.posix(securedBy: connector))
        let transport = SealedClientTransport(base: base, settings: initiator) { context in
            connector.key(onConnectionFrom: context.localPeer).map(said)
        }
        let error = await thrown(AttestedTransportError.self) {
            try await withGRPCClient(transport: transport) { client in try await client.call(EchoService.echo, [1]) }
        }
        return error?.code
    }

    @Test(arguments: [NodeRole.executor, .control])
    func `[25] A node shows its key, and both ends' keys are in the transcript`(_ role: NodeRole) async throws {
        let settings = SessionInitiatorSettings(
            appraiser: try node.platform.appraiser(), responder: .control, credential: .node(node.platform.source(role), role),
            ledgerOrigin: TestNode.origin)
        try await node.run { endpoint, sessions in
            let answer = try await AttestedChannel.withChannel(to: endpoint, settings: settings) { client in
                try await client.call(EchoService.echo, [1, 2])
            }
            #expect(answer == [1, 2])
            #expect(sessions.statistics.accepted == 1)
        }
    }

    @Test func `[25] A node that shows no certificate, or says so, has no session and costs no quote`() async throws {
        let identity = try TLSIdentity()
        try await node.run { endpoint, sessions in
            for shown in [nil, identity] {
                // Its own end would not even begin.
                let code = try await failure(at: endpoint, showing: shown) { .direct(responderKey: $0, initiatorKey: nil) }
                #expect(code == .protocolViolation)
            }
            let code = try await failure(at: endpoint, showing: nil) { .direct(responderKey: $0, initiatorKey: identity.keyDigest) }
            #expect(code == .refusedByPeer)
            #expect(sessions.statistics.quotes == 0)
        }
        #expect(node.events.refusals.contains { $0.contains("(outerChannel)") })
    }

    @Test func `[18] A node that names another key than it shows has no session`() async throws {
        let (shown, other) = (try TLSIdentity(), try TLSIdentity())
        try await node.run { endpoint, sessions in
            let honest = try await failure(at: endpoint, showing: shown) { .direct(responderKey: $0, initiatorKey: shown.keyDigest) }
            #expect(honest == nil)
            let lying = try await failure(at: endpoint, showing: shown) { .direct(responderKey: $0, initiatorKey: other.keyDigest) }
            #expect(lying == .refusedByPeer)
            #expect(sessions.statistics.accepted == 1)
        }
    }

    @Test func `[30] Who holds the node's stolen TLS key cannot stand between it and another node`() async throws {
        let stolen = try TLSIdentity()
        try await node.run(identity: stolen) { endpoint, sessions in
            try await Middleman.run(to: endpoint, with: stolen) { middle in
                let error = await thrown(AttestedTransportError.self) {
                    try await AttestedChannel.withChannel(to: middle, settings: initiator) { _ in }
                }
                #expect(error?.code == .refusedByPeer)
                #expect(sessions.statistics.accepted == 0 && sessions.statistics.quotes == 0)
            }
        }
        #expect(node.events.refusals.contains { $0.contains("(outerChannel)") })
    }

    @Test func `[25] A node does not come through a proxy, even where parties may`() async throws {
        let open = node.with { $0.serverSettings.proxied = .allowed }
        try await open.run { endpoint, sessions in
            let code = try await failure(at: endpoint, showing: nil) { _ in .proxied }
            #expect(code == .refusedByPeer)
            #expect(sessions.statistics.quotes == 0)
        }
        #expect(open.events.refusals.contains { $0.contains("nodes come directly") })
    }

    @Test func `[25] The key of one connection does not serve the next one from the same address`() throws {
        let keys = ConnectionKeys()
        let address = try SocketAddress.makeAddressResolvingHost("127.0.0.1", port: 4433)
        let (first, second) = (EmbeddedChannel(), EmbeddedChannel())
        let shown = try TLSIdentity()
        #expect(keys.note([shown.certificate], on: first, at: address))
        #expect(keys["ipv4:127.0.0.1:4433"] == shown.keyDigest)
        keys.begin(at: address)
        #expect(keys["ipv4:127.0.0.1:4433"] == nil)
        let next = try TLSIdentity()
        #expect(keys.note([next.certificate], on: second, at: address))
        // The end of the first connection comes late, and takes nothing of the second's away.
        try first.close().wait()
        first.embeddedEventLoop.run()
        #expect(keys["ipv4:127.0.0.1:4433"] == next.keyDigest)
        try second.close().wait()
        second.embeddedEventLoop.run()
        #expect(keys["ipv4:127.0.0.1:4433"] == nil)
        #expect(!keys.note([], on: second, at: address))
    }
}
