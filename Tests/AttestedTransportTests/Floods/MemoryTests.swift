import AttestedSession
import GRPCCore
import Testing

@testable import AttestedTransport

/// What a flood costs in memory, measured in a process of its own where nothing else runs: node and hostile peers together.
@Suite struct MemoryTests {
    /// Hostile peers at once.
    private static let peers = 4
    /// For each of them.
    private static let bound = 6 << 20

    @Test func `[98][99][101] A flood takes a bounded amount of memory, and gives it back`() async {
        await #expect(processExitsWith: .success) {
            let node = try TestNode()
            // What the first connections and sessions cost, they cost once.
            for round in 0..<2 {
                for flood in Flood.frames + Flood.headers + Flood.streams {
                    try await node.run(limits: flood.limits) { endpoint, _ in
                        ResidentMemory.giveBack()
                        let before = ResidentMemory.now
                        try #require(ResidentMemory.forgetPeak())
                        try await withThrowingTaskGroup(of: Void.self) { group in
                            for _ in 0..<MemoryTests.peers {
                                group.addTask {
                                    let peer = try await RawPeer.connect(to: endpoint)
                                    _ = await flood.run(peer)
                                    await peer.close()
                                }
                            }
                            try await group.waitForAll()
                        }
                        let cost = ResidentMemory.peak - before
                        let kept = try await ResidentMemory.settled(atMost: before + MemoryTests.bound) - before
                        #expect(round == 0 || cost <= MemoryTests.bound * MemoryTests.peers, "\(flood): \(cost) bytes at the peak")
                        #expect(round == 0 || kept <= MemoryTests.bound, "\(flood): \(kept) bytes afterwards")
                    }
                }
            }
        }
    }

    @Test func `[101] Refused handshakes leave nothing behind`() async {
        await #expect(processExitsWith: .success) {
            let node = try TestNode()
            let stranger = try node.with {
                $0.clientSettings = SessionInitiatorSettings(
                    appraiser: try node.platform.appraiser(), responder: .control, credential: FakeParty().credential,
                    ledgerOrigin: TestNode.origin)
                $0.serverSettings.limits.handshakeRate = RateLimit(burst: 10_000, perSecond: 10_000)
            }
            try await stranger.run { endpoint, sessions in
                func refused(_ count: Int) async {
                    for _ in 0..<count {
                        let error = await thrown(AttestedTransportError.self) {
                            try await AttestedChannel.withChannel(to: endpoint, settings: stranger.clientSettings) { _ in }
                        }
                        #expect(error?.code == .refusedByPeer)
                    }
                }
                await refused(100)
                let before = ResidentMemory.now
                await refused(300)
                let cost = ResidentMemory.now - before
                // 32 KiB each would be more than any of the messages.
                #expect(cost <= 300 * 32 << 10)
                #expect(sessions.statistics.refused == 400 && sessions.statistics.sessions == 0)
            }
        }
    }
}
