/// How many sessions a crowd sets up in a second where a quote takes 200 ms, beside the same where it takes none.
struct SessionRateFigures: FigureGroup {
    /// Clients that set up sessions at the same time.
    static let crowd = 256

    private static let runs = 5
    private static let setUps = 4

    let name = "session.rate"

    func measure() async throws -> [Figure] {
        let peer = try EchoPeer(in: try ScratchFolder())
        defer { peer.stop() }
        // Not counted: both sides get warm.
        _ = try await rate(peer, slowly: false)
        var rates: [(slow: Double, quick: Double)] = []
        for _ in 0..<Self.runs { rates.append((try await rate(peer, slowly: true), try await rate(peer, slowly: false))) }
        return [
            Figure(
                name: "session.rate.quote200ms.vsNone", value: rates.map { $0.slow / $0.quick }.median, unit: "ratio", target: 0.6,
                better: .higher, note: "\(Int(rates.map(\.slow).median)) a second, beside \(Int(rates.map(\.quick).median))")
        ]
    }

    /// Sessions in a second, each with a new connection and a call.
    private func rate(_ peer: EchoPeer, slowly: Bool) async throws -> Double {
        let time = try await seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<Self.crowd {
                    group.addTask {
                        for _ in 0..<Self.setUps {
                            try await peer.withSession(slowly: slowly) { try await $0.echo(EchoMethods.smallMessage) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Double(Self.crowd * Self.setUps) / time
    }
}
