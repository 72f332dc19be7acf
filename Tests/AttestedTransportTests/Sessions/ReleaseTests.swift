import Attestation
import AttestedSession
import ControlAPI
import GRPCCore
import Testing

@testable import AttestedTransport

@Suite struct ReleaseTests {
    /// A node and a client that follow the same auditors, and what each has seen of them.
    private func make(
        _ auditors: Auditors, node server: ReleaseStore?, client mine: ReleaseStore?, node: TestNode? = nil
    ) throws -> TestNode {
        let node = try node ?? TestNode()
        let party = node.party.signingKey
        return node.with { node in
            node.serverSettings = SessionServerSettings(
                role: .control, evidence: node.platform.source(.control), nodes: nil,
                context: { try SessionContext(ledgerOrigin: TestNode.origin, release: server?.head) }, admitParty: { $0 == party })
            node.serverSettings.releases = server
            node.serverSettings.clock = { auditors.time }
            node.serverSettings.onEvent = { [events = node.events] in events.note($0) }
            node.clientSettings.releases = mine
            node.clientSettings.clock = { auditors.time }
            if let mine {
                node.clientSettings.appraiser = { [platform = node.platform] in auditors.appraiser(mine, platform) }
            }
        }
    }

    private func call(_ node: TestNode) async -> AttestedTransportError? {
        await thrown { try await node.runInProcess { client, _ in try await client.call(EchoService.echo, [1]) } }
    }

    @Test(arguments: [(1, 3), (3, 1), (0, 2), (2, 0), (2, 2)] as [(UInt64, UInt64)])
    func `The end that is behind catches up, and the handshake starts afresh once`(_ client: UInt64, _ server: UInt64) async throws {
        let auditors = try Auditors()
        let (mine, theirs) = (try auditors.store(client), try auditors.store(server))
        let node = try make(auditors, node: theirs, client: mine)
        #expect(await call(node) == nil)
        #expect(mine.head?.sequence == max(client, server) && theirs.head == mine.head)
        #expect(node.events.refusals.count == (client == server ? 0 : 1))
    }

    @Test func `An end that follows auditors and one that does not have no session`() async throws {
        let auditors = try Auditors()
        let without = await call(try make(auditors, node: try auditors.store(1), client: nil))
        #expect(without?.code == .releases)
        let alone = await call(try make(auditors, node: nil, client: try auditors.store(1)))
        #expect(alone?.code == .releases)
    }

    @Test func `[127] Two histories raise an alarm at both ends, and nothing is accepted from then on`() async throws {
        let auditors = try Auditors()
        let (mine, theirs) = (try auditors.store(2), try auditors.store(2, accepting: 9))
        let node = try make(auditors, node: theirs, client: mine)
        #expect(await call(node)?.code == .releases)
        #expect(theirs.verifier.alarms.count == 1)
        #expect(node.events.alarms == 1)
        #expect(throws: ReleaseRefusal.self) { try theirs.verifier.inForce(at: auditors.time) }
        // The other end is shown the proof as soon as somebody asks it.
        let news = ReleaseNews(head: try auditors.store(2, accepting: 9).head, chain: try auditors.chain(2, accepting: 9))
        let asked = try make(auditors, node: mine, client: nil)
        try await asked.runInProcess { client, _ in
            let stub = Cloister_V1_SessionService.Client(wrapping: client)
            #expect(await thrown(RPCError.self) { try await stub.exchangeReleases(news.request) }?.code == .permissionDenied)
        }
        #expect(mine.verifier.alarms.count == 1)
        // Whoever knows of it accepts no software any more.
        let software = await call(try make(auditors, node: try auditors.store(2), client: mine))
        #expect(software?.failures.map(\.code) == [.noReleaseInForce])
    }

    @Test func `A node whose software the manifest revokes is refused, and one that it accepts is not`() async throws {
        let auditors = try Auditors()
        let store = try auditors.store(2, accepting: 9)
        let refused = await call(try make(auditors, node: store, client: store))
        #expect(refused?.failures.map(\.code) == [.measurementNotAccepted])
    }

    @Test func `[102] Garbage in an exchange is refused with one generic word`() async throws {
        let auditors = try Auditors()
        let node = try make(auditors, node: try auditors.store(1), client: nil)
        try await node.runInProcess { client, _ in
            let stub = Cloister_V1_SessionService.Client(wrapping: client)
            for bytes in [[1], [UInt8](repeating: 255, count: 200), [UInt8](repeating: 0, count: ReleaseNews.maximumBytes + 1)] {
                for isHead in [true, false] {
                    var request = Cloister_V1_ExchangeReleasesRequest()
                    if isHead { request.head.append(contentsOf: bytes) } else { request.chain.append(contentsOf: bytes) }
                    let sent = request
                    let error = await thrown(RPCError.self) { try await stub.exchangeReleases(sent) }
                    #expect(error?.code == .permissionDenied && error?.message == SessionError.wireMessage)
                }
            }
        }
        // Too long is refused for its length, before it is read.
        #expect(node.events.releaseRefusals.suffix(2) == ["the exchange of releases is too long", "the exchange of releases is too long"])
    }

    @Test func `[101] Exchanges are bounded in rate by address`() async throws {
        let auditors = try Auditors()
        let node = try make(auditors, node: try auditors.store(1), client: nil).with {
            $0.serverSettings.limits.exchangeRate = RateLimit(burst: 2, perSecond: 1)
            let clock = ManualClock()
            $0.serverSettings.monotonic = { clock.now }
        }
        try await node.runInProcess { client, sessions in
            let stub = Cloister_V1_SessionService.Client(wrapping: client)
            for _ in 0..<2 { _ = try await stub.exchangeReleases(.init()) }
            #expect(await thrown(RPCError.self) { try await stub.exchangeReleases(.init()) }?.code == .resourceExhausted)
            #expect(sessions.statistics.tooFast == 1)
        }
    }

    @Test func `Someone between the ends who names another manifest gains nothing`() async throws {
        // The node serves a head of its own making: the exchange brings nothing that auditors signed, and the handshake ends.
        let auditors = try Auditors()
        let mine = try auditors.store(1)
        let invented = try ReleaseHead(set: 1, sequence: 9, digest: [UInt8](repeating: 9, count: 32))
        let party = FakeParty()
        let node = try make(auditors, node: try auditors.store(1), client: mine, node: TestNode(party: party)).with { node in
            let old = node.serverSettings
            node.serverSettings = SessionServerSettings(
                role: .control, evidence: old.evidence, nodes: nil,
                context: { try SessionContext(ledgerOrigin: TestNode.origin, release: invented) }, admitParty: { _ in true })
            node.serverSettings.releases = old.releases
            node.serverSettings.clock = old.clock
        }
        #expect(await call(node)?.code == .releases)
        #expect(mine.head?.sequence == 1)
    }
}
