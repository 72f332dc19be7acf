import GRPCCore

/// Attested sessions beside what the same stack does without them.
struct SessionFigures: FigureGroup {
    /// Clients that set up sessions at the same time where quotes are slow.
    static let crowd = 256

    private static let rounds = 9
    private static let setUps = 15
    private static let calls = 250
    private static let callBytes = 1024
    private static let streams = 2
    private static let streamChunks = 64 << 20 / EchoMethods.chunkBytes
    private static let crowdRuns = 5
    private static let crowdSetUps = 2

    let name = "session"

    func measure() async throws -> [Figure] {
        let peer = try EchoPeer(in: try ScratchFolder())
        defer { peer.stop() }
        return [try await setUp(peer)] + (try await traffic(peer)) + [try await slowQuotes(peer)]
    }

    /// A session over a new connection and its first call, beside a new connection with mutual TLS and its first call.
    private func setUp(_ peer: EchoPeer) async throws -> Figure {
        try await Comparison(rounds: Self.rounds, samples: Self.setUps) {
            let start = ContinuousClock.now
            return try await peer.withSession { try await Self.firstCall($0, since: start) }
        } beside: {
            let start = ContinuousClock.now
            return try await peer.withMutualTLS { try await Self.firstCall($0, since: start) }
        }.figure("session.setUp.vsMutualTLS", atMost: 2.5)
    }

    private static func firstCall(_ client: GRPCClient<some ClientTransport>, since start: ContinuousClock.Instant) async throws -> Double {
        try await client.echo(Array(EchoMethods.chunk.prefix(callBytes)))
        return (ContinuousClock.now - start).seconds
    }

    /// Calls and streams in a session, beside the same over the same TLS without one.
    private func traffic(_ peer: EchoPeer) async throws -> [Figure] {
        let message = Array(EchoMethods.chunk.prefix(Self.callBytes))
        return try await peer.withUnsealed { plain in
            try await peer.withSession { sealed in
                // Not counted: both sides get warm.
                for _ in 0..<Self.calls {
                    try await sealed.echo(message)
                    try await plain.echo(message)
                }
                return [
                    try await Comparison(rounds: Self.rounds, samples: Self.calls) {
                        try await seconds { try await sealed.echo(message) }
                    } beside: {
                        try await seconds { try await plain.echo(message) }
                    }.figure("session.unary1KiB.vsUnsealed", atMost: 1.15),
                    try await Comparison(rounds: Self.rounds, samples: Self.streams) {
                        try await seconds { try await sealed.upload(chunks: Self.streamChunks) }
                    } beside: {
                        try await seconds { try await plain.upload(chunks: Self.streamChunks) }
                    }.figure("session.upload64MiB.vsUnsealed", atMost: 1.3),
                    try await Comparison(rounds: Self.rounds, samples: Self.streams) {
                        try await seconds { try await sealed.download(chunks: Self.streamChunks) }
                    } beside: {
                        try await seconds { try await plain.download(chunks: Self.streamChunks) }
                    }.figure("session.download64MiB.vsUnsealed", atMost: 1.3),
                ]
            }
        }
    }

    /// How many sessions a crowd sets up in a second where a quote takes 200 ms, beside the same where it takes none.
    private func slowQuotes(_ peer: EchoPeer) async throws -> Figure {
        _ = try await crowd(peer, slowly: false)
        var rates: [(slow: Double, quick: Double)] = []
        for _ in 0..<Self.crowdRuns { rates.append((try await crowd(peer, slowly: true), try await crowd(peer, slowly: false))) }
        return Figure(
            name: "session.rate.quote200ms.vsNone", value: rates.map { $0.slow / $0.quick }.median, unit: "ratio", target: 0.6,
            better: .higher,
            note: "\(Int(rates.map(\.slow).median)) a second, beside \(Int(rates.map(\.quick).median))")
    }

    private func crowd(_ peer: EchoPeer, slowly: Bool) async throws -> Double {
        let time = try await seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<Self.crowd {
                    group.addTask {
                        for _ in 0..<Self.crowdSetUps {
                            try await peer.withSession(slowly: slowly) { try await $0.echo([1]) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Double(Self.crowd * Self.crowdSetUps) / time
    }
}

/// The seconds that something takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double { try await ContinuousClock().measure(body).seconds }
