import Attestation
import AttestedSession
import AttestedTransport
import GRPCCore
import GRPCInProcessTransport
import Synchronization

/// What happened to a node's sessions.
final class EventLog: Sendable {
    private let events = Mutex<[SessionEvent]>([])
    func note(_ event: SessionEvent) { events.withLock { $0.append(event) } }
    var refusals: [String] {
        events.withLock { $0.compactMap { if case .refused(_, let reason) = $0 { reason } else { nil } } }
    }
    var refusedCalls: [String] {
        events.withLock { $0.compactMap { if case .callRefused(_, _, let reason) = $0 { reason } else { nil } } }
    }
    var releaseRefusals: [String] {
        events.withLock { $0.compactMap { if case .releaseRefused(_, let reason) = $0 { reason } else { nil } } }
    }
    var alarms: Int {
        events.withLock { $0.count { if case .releaseAlarm = $0 { true } else { false } } }
    }
    var ends: [SessionEnd] {
        events.withLock { $0.compactMap { if case .ended(_, let reason) = $0 { reason } else { nil } } }
    }
}

/// A control node with the echo service, its platform, and a party that it admits.
struct TestNode: Sendable {
    static let origin = "cloister.test/ledger"

    let platform: FakePlatform
    let party: FakeParty
    let echo = EchoService()
    let health = HealthService()
    let events = EventLog()
    var serverSettings: SessionServerSettings
    var clientSettings: SessionInitiatorSettings

    init(platform: FakePlatform = FakePlatform(), party: FakeParty = FakeParty(), measurement: [UInt8]? = nil) throws {
        self.platform = platform
        self.party = party
        let (events, admitted) = (events, party.signingKey)
        serverSettings = SessionServerSettings(
            role: .control, evidence: platform.source(.control, measurement: measurement), nodes: try platform.appraiser(),
            context: { try SessionContext(ledgerOrigin: TestNode.origin) }, admitParty: { $0 == admitted })
        serverSettings.onEvent = { events.note($0) }
        clientSettings = SessionInitiatorSettings(
            appraiser: try platform.appraiser(), responder: .control, credential: party.credential, ledgerOrigin: TestNode.origin)
    }

    /// The same node with something changed.
    func with(_ change: (inout TestNode) throws -> Void) rethrows -> TestNode {
        var node = self
        try change(&node)
        return node
    }

    /// Runs the node behind TLS on the loopback interface.
    func run<Value: Sendable>(
        identity: TLSIdentity? = nil, host: String = "127.0.0.1", port: Int = 0, keyExchange: TLSKeyExchange = .hybridOnly,
        limits: TransportLimits = TransportLimits(), sessions: SessionServer? = nil,
        _ body: @Sendable (Endpoint, SessionServer) async throws -> Value
    ) async throws -> Value {
        let identity = try identity ?? TLSIdentity()
        let sessions = sessions ?? SessionServer(settings: serverSettings, outer: identity.outerChannel)
        let transport = AttestedServerTransport(
            at: Endpoint(host: host, port: port), identity: identity, sessions: sessions, keyExchange: keyExchange,
            limits: limits)
        return try await withGRPCServer(transport: transport, services: [sessions.service, echo, health]) { _ in
            guard let port = await transport.port else { throw NodeFailure.didNotBind }
            return try await body(Endpoint(host: "127.0.0.1", port: port), sessions)
        }
    }

    /// Runs the node, and a client of it.
    func runWithClient<Value: Sendable>(
        _ body: @Sendable (GRPCClient<AttestedClientTransport>, SessionServer) async throws -> Value
    ) async throws -> Value {
        try await run { endpoint, sessions in
            try await AttestedChannel.withChannel(to: endpoint, settings: clientSettings) { try await body($0, sessions) }
        }
    }

    /// Runs node and client in one process without a network, with someone in between.
    func runInProcess<Value: Sendable>(
        through tamper: Tamper = Tamper(), clientSettings: SessionInitiatorSettings? = nil,
        serviceConfig: ServiceConfig = ServiceConfig(),
        _ body: @Sendable (GRPCClient<SealedClientTransport<TamperingTransport>>, SessionServer) async throws -> Value
    ) async throws -> Value {
        try await runInProcess(through: tamper, clientSettings: clientSettings, serviceConfig: serviceConfig) { client, sessions, _ in
            try await body(client, sessions)
        }
    }

    /// The same, with the client's transport at hand.
    func runInProcess<Value: Sendable>(
        through tamper: Tamper = Tamper(), clientSettings: SessionInitiatorSettings? = nil,
        serviceConfig: ServiceConfig = ServiceConfig(),
        _ body:
            @Sendable (
                GRPCClient<SealedClientTransport<TamperingTransport>>, SessionServer, SealedClientTransport<TamperingTransport>
            ) async throws -> Value
    ) async throws -> Value {
        let pair = InProcessTransport(serviceConfig: serviceConfig)
        let sessions = SessionServer(settings: serverSettings, outer: .proxied)
        let server = SealedServerTransport(base: pair.server, sessions: sessions)
        let client = SealedClientTransport(
            proxied: TamperingTransport(base: pair.client, tamper: tamper), settings: clientSettings ?? self.clientSettings)
        return try await withGRPCServer(transport: server, services: [sessions.service, echo, health]) { _ in
            try await withGRPCClient(transport: client) { try await body($0, sessions, client) }
        }
    }
}

enum NodeFailure: Error { case didNotBind }

/// The error that the operation throws.
func thrown<Failure: Error>(_ type: Failure.Type = Failure.self, _ operation: () async throws -> some Any) async -> Failure? {
    do {
        _ = try await operation()
        return nil
    } catch { return error as? Failure }
}

/// Waits for something that is bound to happen.
func eventually(_ condition: () -> Bool) async -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return false
}
