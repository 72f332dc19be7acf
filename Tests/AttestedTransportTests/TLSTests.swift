import AttestedSession
import AttestedTransport
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization
import Testing

@Suite struct TLSTests {
    @Test func `[97] Nobody there is an error that names the endpoint`() async throws {
        let node = try TestNode()
        let gone = try await node.run { endpoint, _ in endpoint }
        let error = await thrown(AttestedTransportError.self) {
            try await AttestedChannel.withChannel(to: gone, settings: node.clientSettings) { _ in }
        }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains(gone.description) == true)
    }

    @Test func `[18][30] Someone who ends TLS in the middle with a key of his own is found out`() async throws {
        let node = try TestNode()
        try await node.run { endpoint, sessions in
            try await Middleman.run(to: endpoint) { middle in
                let error = await thrown(AttestedTransportError.self) {
                    try await AttestedChannel.withChannel(to: middle, settings: node.clientSettings) { _ in }
                }
                #expect(error?.code == .refusedByPeer || error?.code == .appraisalRefused)
                #expect(sessions.statistics.accepted == 0)
            }
        }
        #expect(node.events.refusals.contains { $0.contains("outer channels") })
    }

    @Test func `[18] The node's own certificate over another's key comes to no connection`() async throws {
        let node = try TestNode()
        let identity = try TLSIdentity()
        try await node.run(identity: identity) { endpoint, sessions in
            func connect(_ key: NIOSSLPrivateKey?) async throws -> AttestedTransportError? {
                try await Middleman.run(to: endpoint, as: identity, key: key) { middle in
                    await thrown(AttestedTransportError.self) {
                        try await AttestedChannel.withChannel(to: middle, settings: node.clientSettings) { client in
                            try await client.clientStreaming(
                                request: StreamingClientRequest { try await $0.write([1]) }, descriptor: EchoService.collect,
                                serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                            ) { _ = try $0.message }
                        }
                    }
                }
            }
            let refused = try await connect(NIOSSLPrivateKey(customPrivateKey: OtherKey()))
            #expect(refused?.code == .unreachable)
            #expect(sessions.statistics.accepted == 0 && node.events.refusals.isEmpty)
            // With the node's key, stolen, the same man in the middle carries the attested session, and learns no more than a network does.
            let accepted = try await connect(nil)
            #expect(accepted == nil && sessions.statistics.accepted == 1)
        }
    }

    @Test func `[30] A session does not travel over a connection that ends at another key`() async throws {
        let node = try TestNode()
        // The node restarts with a new TLS key on the same port, and its old sessions are gone.
        let port = try FreePort.next()
        let settings = node.clientSettings
        let channel = try AttestedChannel(to: Endpoint(host: "127.0.0.1", port: port), settings: settings)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await channel.run() }
            for round in 0..<2 {
                try await node.run(port: port) { _, sessions in
                    #expect(
                        await succeedsSoon {
                            try await channel.client.clientStreaming(
                                request: StreamingClientRequest { try await $0.write([1, 2]) }, descriptor: EchoService.collect,
                                serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
                            ) { _ = try $0.message }
                        }, "round \(round)")
                    #expect(sessions.statistics.accepted == 1)
                }
            }
            channel.beginGracefulShutdown()
            try await group.waitForAll()
        }
        #expect(!node.events.refusedCalls.contains { $0.contains("unknown") })
    }

    @Test func `[26] A client that offers at most TLS 1_2 is refused`() async throws {
        let node = try TestNode()
        try await node.run { endpoint, _ in
            let result = try await TLSProbe.connect(to: endpoint) { tls in
                tls.minimumTLSVersion = .tlsv12
                tls.maximumTLSVersion = .tlsv12
            }
            #expect(result.negotiated == nil)
        }
    }

    @Test func `A client without the hybrid key exchange is refused`() async throws {
        let node = try TestNode()
        try await node.run { endpoint, _ in
            let classical = try await TLSProbe.connect(to: endpoint) { $0.curves = [.x25519] }
            #expect(classical.negotiated == nil)
            let hybrid = try await TLSProbe.connect(to: endpoint) { _ in }
            #expect(hybrid.negotiated == "h2")
        }
    }

    @Test func `[26] A ticket of one connection resumes no other`() async throws {
        let node = try TestNode()
        // OpenSSL 3.0 has no ML-KEM, so this listener offers X25519 too.
        try await node.run(keyExchange: .unsafeAllowClassical) { endpoint, _ in
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-\(UUID().uuidString).session").path
            defer { try? FileManager.default.removeItem(atPath: file) }
            let first = try await OpenSSL.connect(to: endpoint, "-sess_out", file)
            guard let first else {
                print("skipped: there is no openssl here")
                return
            }
            #expect(first.contains("New, TLSv1.3"))
            #expect(FileManager.default.fileExists(atPath: file), "the listener sent a ticket, which NIOSSL cannot be kept from")
            let second = try #require(try await OpenSSL.connect(to: endpoint, "-sess_in", file))
            #expect(second.contains("New, TLSv1.3") && !second.contains("Reused"))
        }
    }

    @Test func `[27] A client that does not speak HTTP_2 is refused`() async throws {
        let node = try TestNode()
        try await node.run { endpoint, _ in
            for protocols in [[], ["http/1.1"]] {
                let result = try await TLSProbe.connect(to: endpoint) { $0.applicationProtocols = protocols }
                #expect(result.negotiated == nil)
                #expect(result.wasClosed)
            }
        }
    }

    @Test func `[97] A connection that says nothing is closed`() async throws {
        let node = try TestNode()
        var limits = TransportLimits()
        limits.tlsHandshake = .milliseconds(200)
        try await node.run(limits: limits) { endpoint, _ in
            let answer = try await TLSProbe.waitForClose(at: endpoint)
            #expect(answer)
        }
    }

    @Test func `[97] Connections beyond the limit are closed, and room returns`() async throws {
        let node = try TestNode()
        var limits = TransportLimits()
        limits.connections = 1
        try await node.run(limits: limits) { endpoint, _ in
            let held = try await TLSProbe.open(endpoint)
            let answer = try await TLSProbe.waitForClose(at: endpoint)
            #expect(answer)
            #expect(node.events.refusals.contains("a connection was closed: there are too many"))
            try? await held.close()
            let worked = await succeedsSoon {
                try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings) { client in
                    _ = try await client.call(EchoService.echo, [1])
                }
            }
            #expect(worked)
        }
    }

    @Test func `Two identities differ`() throws {
        let (one, two) = (try TLSIdentity(), try TLSIdentity())
        #expect(one.keyDigest.count == 32)
        #expect(one.keyDigest != two.keyDigest)
        #expect(one.outerChannel == .direct(responderKey: one.keyDigest, initiatorKey: nil))
    }
}

/// Tries until it works: a server or a connection may need a moment.
func succeedsSoon(_ operation: () async throws -> Void) async -> Bool {
    for _ in 0..<200 {
        do {
            try await operation()
            return true
        } catch { try? await Task.sleep(for: .milliseconds(20)) }
    }
    return false
}
