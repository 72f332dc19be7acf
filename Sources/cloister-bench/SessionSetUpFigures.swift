import GRPCCore

/// A session over a new connection and its first call, beside a new connection with mutual TLS and its first call.
struct SessionSetUpFigures: FigureGroup {
    private static let rounds = 9
    private static let setUps = 15

    let name = "session.setUp"

    func measure() async throws -> [Figure] {
        let peer = try EchoPeer(in: try ScratchFolder())
        defer { peer.stop() }
        let comparison = try await Comparison(rounds: Self.rounds, samples: Self.setUps) {
            let start = ContinuousClock.now
            return try await peer.withSession { try await Self.firstCall($0, since: start) }
        } beside: {
            let start = ContinuousClock.now
            return try await peer.withMutualTLS { try await Self.firstCall($0, since: start) }
        }
        return [comparison.figure("session.setUp.vsMutualTLS", atMost: 2.5)]
    }

    private static func firstCall(_ client: GRPCClient<some ClientTransport>, since start: ContinuousClock.Instant) async throws -> Double {
        try await client.echo(EchoMethods.smallMessage)
        return (ContinuousClock.now - start).seconds
    }
}
