/// Calls and streams in a session, beside the same over the same TLS without one.
struct SessionTrafficFigures: FigureGroup {
    private static let rounds = 9
    private static let calls = 250
    private static let streams = 2
    private static let chunks = 64 << 20 / EchoMethods.chunkBytes

    let name = "session.traffic"

    func measure() async throws -> [Figure] {
        let peer = try EchoPeer(in: try ScratchFolder())
        defer { peer.stop() }
        return try await peer.withUnsealed { plain in
            try await peer.withSession { sealed in
                // Not counted: both sides get warm.
                for _ in 0..<Self.calls {
                    try await sealed.echo(EchoMethods.smallMessage)
                    try await plain.echo(EchoMethods.smallMessage)
                }
                return [
                    try await Comparison(rounds: Self.rounds, samples: Self.calls) {
                        try await seconds { try await sealed.echo(EchoMethods.smallMessage) }
                    } beside: {
                        try await seconds { try await plain.echo(EchoMethods.smallMessage) }
                    }.figure("session.traffic.unary1KiB.vsUnsealed", atMost: 1.15),
                    try await Comparison(rounds: Self.rounds, samples: Self.streams) {
                        try await seconds { try await sealed.upload(chunks: Self.chunks) }
                    } beside: {
                        try await seconds { try await plain.upload(chunks: Self.chunks) }
                    }.figure("session.traffic.upload64MiB.vsUnsealed", atMost: 1.3),
                    try await Comparison(rounds: Self.rounds, samples: Self.streams) {
                        try await seconds { try await sealed.download(chunks: Self.chunks) }
                    } beside: {
                        try await seconds { try await plain.download(chunks: Self.chunks) }
                    }.figure("session.traffic.download64MiB.vsUnsealed", atMost: 1.3),
                ]
            }
        }
    }
}
