import AttestedSession
import AttestedTransport
import GRPCCore
import Testing

/// A proxy that holds the node's stolen TLS key, and so is invisible to both ends, against calls and handshakes.
@Suite struct HostileProxyTests {
    /// What is called through the proxy.
    enum Call: Sendable { case unary, up, down, deposit }

    /// What must come of a trick.
    struct Outcome: Sendable {
        var call = Call.unary
        /// nil: the call succeeds, with the true answer.
        var code: RPCError.Code?
        /// How often the handler may have run.
        var executions = 0...0
        /// What the node's operator reads.
        var log: String?
    }

    static func outcome(_ trick: ProxyTrick) -> Outcome? {
        switch trick {
        case .none, .delayed, .trailersForged, .statusChangedBehindSealedOne, .deadlineShortened:
            Outcome(code: nil, executions: 1...1)
        case .pathSwapped: Outcome(code: .unavailable, log: "its outer method is not the sealed one")
        case .replayedOnNewConnection: Outcome(code: nil, executions: 1...1, log: "its identifier was used before")
        case .halfCloseInjected, .requestDropped, .requestRepeated, .requestsSwapped, .requestCut, .requestEndStripped, .requestAfterEnd:
            Outcome(call: .up, code: .aborted)
        case .requestFlipped: Outcome(code: .unavailable, log: "its records do not open")
        case .statusForged, .successForged, .unauthenticatedForged, .responseFlipped, .reflected:
            Outcome(code: .unavailable, executions: 1...1)
        case .responseDropped, .responseRepeated, .responsesSwapped, .responseEndStripped: Outcome(call: .down, code: .unavailable)
        case .responseAfterEnd: Outcome(call: .down, code: .unavailable)
        case .requestOfOtherCall, .otherCallID, .otherSession:
            Outcome(code: .unavailable, executions: 1...1, log: "its records do not open")
        case .responseOfOtherCall: Outcome(code: .unavailable, executions: 2...2)
        case .unavailableForged, .sessionUnknownForged, .helloReflected, .offerCut, .offerExtended, .offerFlipped, .acceptFlipped,
            .acceptOfOtherHandshake, .authenticationFlipped, .handshakeStatusForged, .handshakeDiverted:
            nil
        }
    }

    private func through(
        _ proxy: ProxyTrick, _ node: TestNode, elsewhere: TestNode? = nil,
        _ body: @Sendable (Endpoint, HostileProxy, SessionServer) async throws -> Void
    ) async throws {
        // The key is the node's own, and another genuine machine's too.
        let identity = try TLSIdentity()
        try await node.run(identity: identity) { endpoint, sessions in
            try await (elsewhere ?? node).run(identity: identity) { other, _ in
                let middle = HostileProxy(proxy, before: endpoint, elsewhere: other)
                try await middle.run(identity: identity) { front in try await body(front, middle, sessions) }
            }
        }
    }

    private func run(_ call: Call, _ client: GRPCClient<AttestedClientTransport>) async throws {
        switch call {
        case .unary:
            try await client.unary(
                request: ClientRequest(message: [1, 2, 3]), descriptor: EchoService.echo, serializer: RawBytes(), deserializer: RawBytes(),
                options: .defaults
            ) { response in
                let message = try response.message
                #expect(message == [1, 2, 3])
                #expect(Array(response.trailingMetadata[stringValues: "forged"]) == [])
                #expect(Array(response.metadata[stringValues: "seen-grpc-timeout"]) == [])
            }
        case .up:
            let sum = try await client.clientStreaming(
                request: StreamingClientRequest { writer in for byte in 0..<6 { try await writer.write([UInt8(byte)]) } },
                descriptor: EchoService.collect, serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { try $0.message }
            #expect(sum == Array("6".utf8))
        case .down:
            try await client.serverStreaming(
                request: ClientRequest(message: [6]), descriptor: EchoService.expand, serializer: RawBytes(), deserializer: RawBytes(),
                options: .defaults
            ) { response in
                var next: UInt8 = 0
                // Whatever was read before the trick is the truth, in its order.
                for try await message in response.messages {
                    #expect(message == [next])
                    next += 1
                }
                #expect(next == 6)
            }
        case .deposit:
            _ = try await client.unary(
                request: ClientRequest(message: [1], metadata: [Metadata.idempotencyKey: .binary([7, 7])]), descriptor: EchoService.deposit,
                serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { try $0.message }
        }
    }

    @Test(arguments: ProxyTrick.allCases.filter { outcome($0) != nil })
    func `[30][35][126] A proxy with the stolen TLS key changes nothing unnoticed`(_ trick: ProxyTrick) async throws {
        let node = try TestNode()
        let outcome = try #require(Self.outcome(trick))
        try await through(trick, node) { front, proxy, _ in
            try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { client in
                switch trick {
                // These need something to take from: a call before, in this session or in another.
                case .requestOfOtherCall, .responseOfOtherCall, .otherCallID: try await run(.unary, client)
                case .otherSession:
                    try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { try await run(.unary, $0) }
                default: break
                }
                let error = await thrown(RPCError.self) { try await run(outcome.call, client) }
                #expect(error?.code == outcome.code)
                #expect(error?.message.contains("forged") != true)
            }
            if trick == .replayedOnNewConnection {
                #expect(await eventually { proxy.replayed.withLock { !$0.isEmpty } })
                #expect(proxy.replayed.withLock { $0 }.map(\.code) == [.unauthenticated])
            }
        }
        let executions = node.echo.executions.withLock { $0 }
        #expect(outcome.executions.contains(executions), "\(executions)")
        if let log = outcome.log { #expect(node.events.refusedCalls.contains { $0.contains(log) }, "\(node.events.refusedCalls)") }
    }

    @Test func `[126] A forged UNAVAILABLE leads to a repetition that the idempotency key makes harmless`() async throws {
        let node = try TestNode()
        try await through(.unavailableForged, node) { front, _, _ in
            try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { client in
                let error = await thrown(RPCError.self) { try await run(.deposit, client) }
                #expect(error?.code == .unavailable)
                #expect(error?.message.contains("outcome is unknown") == true)
                try await run(.deposit, client)
            }
        }
        // Both arrived, under one key that no proxy can change.
        #expect(node.echo.deposits.withLock { $0 } == [[7, 7]: 2])
    }

    @Test func `[126] A forged notice that the session is gone leads to one repetition under the same key`() async throws {
        let node = try TestNode()
        try await through(.sessionUnknownForged, node) { front, _, sessions in
            try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { try await run(.deposit, $0) }
            #expect(sessions.statistics.accepted == 2)
        }
        #expect(node.echo.deposits.withLock { $0 } == [[7, 7]: 2])
    }

    @Test(
        arguments: [
            (.helloReflected, .protocolViolation), (.offerCut, .protocolViolation), (.offerExtended, .protocolViolation),
            (.handshakeStatusForged, .refusedByPeer), (.acceptFlipped, .protocolViolation), (.authenticationFlipped, .refusedByPeer),
        ] as [(ProxyTrick, AttestedTransportError.Code)])
    func `[18][30][31] A handshake that a proxy with the stolen TLS key touches comes to nothing`(
        _ trick: ProxyTrick, _ code: AttestedTransportError.Code
    ) async throws {
        let node = try TestNode()
        try await through(trick, node) { front, proxy, _ in
            let error = await thrown(AttestedTransportError.self) {
                try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { _ in }
            }
            #expect(error?.code == code)
            #expect(proxy.seen.withLock { $0.calls } == 0)
        }
        #expect(node.echo.executions.withLock { $0 } == 0)
    }

    @Test func `[29][33] The acceptance of another handshake is refused`() async throws {
        let node = try TestNode()
        try await through(.acceptOfOtherHandshake, node) { front, _, _ in
            try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { _ in }
            let error = await thrown(AttestedTransportError.self) {
                try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { _ in }
            }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test func `[15][32] A handshake diverted to a genuine machine with an extracted key is refused by its hardware`() async throws {
        let node = try TestNode()
        let diverted = node.with { node in
            var settings = SessionServerSettings(
                role: .control, evidence: node.platform.source(.control, machine: 2), nodes: nil, context: node.serverSettings.context,
                admitParty: { _ in true })
            settings.onEvent = node.serverSettings.onEvent
            node.serverSettings = settings
        }
        try await through(.handshakeDiverted, node, elsewhere: diverted) { front, proxy, _ in
            let error = await thrown(AttestedTransportError.self) {
                try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { _ in }
            }
            #expect(error?.code == .appraisalRefused)
            #expect(error?.failures.map(\.code) == [.hardwareNotAccepted])
            #expect(proxy.seen.withLock { $0.calls } == 0)
        }
    }

    @Test func `[32] A session made with another accepted machine is worth nothing at this one`() async throws {
        let node = try TestNode()
        let twin = try TestNode(platform: node.platform, party: node.party)
        try await through(.handshakeDiverted, node, elsewhere: twin) { front, _, sessions in
            try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { client in
                let error = await thrown(RPCError.self) { try await run(.deposit, client) }
                #expect(error?.code == .unavailable)
            }
            #expect(sessions.statistics.accepted == 0)
        }
        #expect(node.echo.deposits.withLock { $0.isEmpty } && twin.echo.deposits.withLock { $0.isEmpty })
    }

    @Test func `[18][30] A proxy with a key of its own is refused by the node, which says why to its operator alone`() async throws {
        let node = try TestNode()
        try await node.run { endpoint, sessions in
            let middle = HostileProxy(.none, before: endpoint)
            try await middle.run(identity: try TLSIdentity()) { front in
                let error = await thrown(AttestedTransportError.self) {
                    try await AttestedChannel.withChannel(to: front, settings: node.clientSettings) { _ in }
                }
                #expect(error?.code == .refusedByPeer)
                #expect(error?.description.contains("channel") == false)
            }
            #expect(sessions.statistics.accepted == 0)
        }
        #expect(node.events.refusals.contains { $0.contains("outerChannel") })
    }
}
