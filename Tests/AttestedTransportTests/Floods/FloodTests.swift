import AttestedSession
import GRPCCore
import Testing

@testable import AttestedTransport

/// Peers that mean to wear the node out. It closes on each within its bound, and serves an honest client on.
@Suite struct FloodTests {
    /// Runs the flood against a node; `settle` sees what became of it. An honest client is served during it and after it.
    private func expect(
        _ flood: Flood, _ settle: @escaping @Sendable (RawPeer, Int, TestNode) async -> Void
    ) async throws {
        let node = try TestNode()
        try await node.run(limits: flood.limits) { endpoint, _ in
            let peer = try await RawPeer.connect(to: endpoint, isTLS: flood != .tlsByteByByte)
            let written = await flood.run(peer)
            for isOver in [false, true] {
                let isServed = await succeedsSoon {
                    try await AttestedChannel.withChannel(to: endpoint, settings: node.clientSettings) { client in
                        let answer = try await client.call(EchoService.echo, [1])
                        #expect(answer == [1])
                    }
                }
                #expect(isServed)
                if !isOver { await settle(peer, written, node) }
            }
            await peer.close()
        }
    }

    @Test(arguments: Flood.slow)
    func `[97] A peer that is slow or silent is closed in time, and the operator learns why`(_ flood: Flood) async throws {
        try await expect(flood) { peer, _, node in
            let isClosed = await peer.isClosed()
            #expect(isClosed)
            let reason: String? =
                switch flood {
                case .tlsByteByByte: "its TLS handshake takes too long"
                case .silentAfterTLS, .prefaceByteByByte: "it is open and says nothing"
                case .headersAlone, .messageByteByByte: "a message takes too long"
                case .idleConnection: "it stays after we have said goodbye"
                default: nil
                }
            if let reason { #expect(node.events.refusals.contains("a connection was closed: " + reason)) }
        }
    }

    @Test func `[97] A stream may wait between whole messages`() async throws {
        try await expect(.waitingBetweenMessages) { peer, _, _ in
            // Longer than the bound for a message.
            try? await Task.sleep(for: .milliseconds(4000))
            #expect(peer.channel.isActive)
        }
    }

    @Test(arguments: Flood.frames)
    func `[98] A flood of frames closes the connection after a bounded number of bytes`(_ flood: Flood) async throws {
        try await expect(flood) { peer, written, _ in
            let isClosed = await peer.isClosed()
            #expect(isClosed)
            #expect(written <= Flood.taken)
        }
    }

    @Test(arguments: Flood.headers)
    func `[99] Headers that are too long, too many or a bomb close the connection`(_ flood: Flood) async throws {
        try await expect(flood) { peer, _, _ in
            let isClosed = await peer.isClosed()
            #expect(isClosed)
        }
    }

    @Test(arguments: Flood.streams)
    func `[98][99][100] A stream that is not as it must be is refused`(_ flood: Flood) async throws {
        try await expect(flood) { peer, _, _ in
            // A reset, a goodbye, or a response that is an error at once: never the handler's answer.
            let isRefused = await peer.sees { $0.type == 3 || $0.type == 7 || ($0.type == 1 && $0.flags & 1 == 1) }
            #expect(isRefused)
        }
    }

    @Test func `[97][101] One address takes only its share of the connections`() async throws {
        let node = try TestNode()
        var limits = TransportLimits()
        limits.connectionsPerAddress = 2
        try await node.run(limits: limits) { endpoint, _ in
            let held = [try await RawPeer.connect(to: endpoint), try await RawPeer.connect(to: endpoint)]
            let third = await thrown((any Error).self) { try await RawPeer.connect(to: endpoint) }
            #expect(third != nil)
            #expect(node.events.refusals == ["a connection was closed: there are too many"])
            let elsewhere = try await RawPeer.connect(to: endpoint, from: "127.0.0.2")
            #expect(elsewhere.channel.isActive)
            for peer in held + [elsewhere] { await peer.close() }
            let isServed = await succeedsSoon { try await RawPeer.connect(to: endpoint).close() }
            #expect(isServed)
        }
    }
}
