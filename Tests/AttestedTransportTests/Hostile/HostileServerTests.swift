import AttestedSession
import AttestedTransport
import GRPCCore
import GRPCInProcessTransport
import Testing

/// A misbehaving responder against the real initiator.
@Suite struct HostileServerTests {
    @Test(arguments: ServerFault.allCases)
    func `[15][29][30][31][32][33][36][133] No fault of a responder brings a client to send it anything`(_ fault: ServerFault) async throws
    {
        let node = try TestNode().with { if fault == .silent { $0.clientSettings.handshakeLimit = .seconds(2) } }
        let pair = InProcessTransport()
        let (tamper, hostile) = (Tamper(), HostileServer(fault, node: node))
        try await withGRPCServer(transport: pair.server, services: [hostile, node.echo]) { _ in
            let base = TamperingTransport(base: pair.client, tamper: tamper)
            try await withGRPCClient(transport: SealedClientTransport(proxied: base, settings: node.clientSettings)) { client in
                if fault == .offerOfOtherHandshake {
                    // One handshake to record: its offer is genuine.
                    try await SealedClientTransport(proxied: base, settings: node.clientSettings).establishSession()
                }
                let error = await thrown((any Error).self) { try await client.call(EchoService.echo, [1]) }
                let ours = error.flatMap { AttestedTransportError($0) }
                #expect(ours?.code == fault.code, "\(String(describing: error))")
                #expect(ours?.failures.map(\.code) == fault.failures)
                #expect(ours?.description.contains("4711") != true)
            }
        }
        #expect(tamper.seen.withLock { $0.isEmpty })
        #expect(node.echo.executions.withLock { $0 } == 0)
    }
}
