public import Attestation
public import AttestedSession
public import GRPCCore
public import GRPCNIOTransportHTTP2

/// A client transport as Cloister uses it: sealed calls in TLS.
public typealias AttestedClientTransport = SealedClientTransport<HTTP2ClientTransport.Posix>

/// A long-lived way to a node: TLS connections, an attested session over them, and a gRPC client on top.
///
/// Errors before the session stands are ``AttestedTransportError``s, also when a call is what made it necessary.
public final class AttestedChannel: Sendable {
    /// Where the node listens.
    public let endpoint: Endpoint
    /// Makes calls. Each waits for the session.
    public let client: GRPCClient<AttestedClientTransport>
    private let transport: AttestedClientTransport
    private let outerEvidence: OuterEvidenceCheck?

    /// A channel that has sent nothing yet. With `proxied` allowed, something in front of the node ends TLS, and the session says so: the
    /// node must allow it too.
    ///
    /// - Parameter serviceConfig: Retries and hedging, by method: each attempt is a call with an id of its own under the same idempotency key.
    public convenience init(
        to endpoint: Endpoint, settings: SessionInitiatorSettings, keyExchange: TLSKeyExchange = .hybridOnly,
        proxied: ProxiedChannel = .refused, limits: TransportLimits = TransportLimits(), serviceConfig: ServiceConfig = ServiceConfig()
    ) throws {
        try self.init(
            to: endpoint, at: .dns(host: endpoint.host, port: endpoint.port), settings: settings, keyExchange: keyExchange,
            proxied: proxied, limits: limits, serviceConfig: serviceConfig)
    }

    /// A channel to a node with several addresses: one session serves the connections to all of them.
    package init(
        to endpoint: Endpoint, at target: any ResolvableTarget, settings: SessionInitiatorSettings, keyExchange: TLSKeyExchange,
        proxied: ProxiedChannel, limits: TransportLimits, serviceConfig: ServiceConfig
    ) throws {
        self.endpoint = endpoint
        let isProxied = proxied == .allowed
        let identity = try isProxied ? nil : settings.credential.outerIdentity()
        outerEvidence = OuterEvidenceCheck(settings, host: endpoint.host)
        let connector = try TLSConnector(
            keyExchange: keyExchange, limit: limits.tlsHandshake, proxy: isProxied ? endpoint : nil, evidence: outerEvidence,
            identity: identity)
        let base = try HTTP2ClientTransport.Posix(
            target: target, transportSecurity: .customSecure, config: limits.posix(securedBy: connector), serviceConfig: serviceConfig)
        transport = AttestedClientTransport(base: base, settings: settings) { context in
            connector.key(onConnectionFrom: context.localPeer).map {
                isProxied ? .proxied : .direct(responderKey: $0, initiatorKey: identity?.keyDigest)
            }
        }
        client = GRPCClient(transport: transport)
    }

    /// Keeps the connections up until ``beginGracefulShutdown()`` and the end of the last call.
    public func run() async throws { try await client.runConnections() }

    /// Lets calls end and takes no new ones.
    public func beginGracefulShutdown() { client.beginGracefulShutdown() }

    /// Makes the session now, while ``run()`` runs: appraises the node and has it verify us.
    public func establishSession() async throws {
        do { try await transport.establishSession() } catch let error as AttestedTransportError where error.code == .unreachable {
            if let refusal = outerEvidence?.refusal { throw refusal }
            throw AttestedTransportError(.unreachable, "\(endpoint) cannot be reached. \(error.message)", cause: error.cause)
        }
    }

    /// Ends the session, and its calls, if it must end now.
    package func reviewSession() async { await transport.reviewSession() }

    /// Opens a channel, appraises the node, and lends the client to `body`.
    public static func withChannel<Value: Sendable>(
        to endpoint: Endpoint, settings: SessionInitiatorSettings, keyExchange: TLSKeyExchange = .hybridOnly,
        proxied: ProxiedChannel = .refused, limits: TransportLimits = TransportLimits(),
        _ body: @Sendable (GRPCClient<AttestedClientTransport>) async throws -> Value
    ) async throws -> Value {
        let channel = try AttestedChannel(
            to: endpoint, settings: settings, keyExchange: keyExchange, proxied: proxied, limits: limits)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await channel.run() }
            do {
                try await channel.establishSession()
                let value = try await body(channel.client)
                channel.beginGracefulShutdown()
                try await group.waitForAll()
                return value
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    /// ``withChannel(to:settings:keyExchange:proxied:limits:_:)`` with the parts of the settings spelt out.
    public static func withChannel<Value: Sendable>(
        to endpoint: Endpoint, appraiser: Appraiser, role responder: NodeRole, credential: SessionInitiatorSettings.Credential,
        expectedLedgerOrigin: String?, releases: ReleaseStore? = nil, keyExchange: TLSKeyExchange = .hybridOnly,
        proxied: ProxiedChannel = .refused,
        onAppraised: @escaping @Sendable (AppraisalRecord, SessionContext) -> Void = { _, _ in },
        body: @Sendable (GRPCClient<AttestedClientTransport>) async throws -> Value
    ) async throws -> Value {
        var settings = SessionInitiatorSettings(
            appraiser: appraiser, responder: responder, credential: credential, ledgerOrigin: expectedLedgerOrigin)
        settings.releases = releases
        settings.onAppraised = onAppraised
        return try await withChannel(to: endpoint, settings: settings, keyExchange: keyExchange, proxied: proxied, body)
    }
}

extension SessionInitiatorSettings.Credential {
    /// What is shown in the outer TLS: a node's fresh key, for this channel alone; nothing of a party's.
    fileprivate func outerIdentity() throws -> TLSIdentity? {
        switch self {
        case .party: nil
        case .node: try TLSIdentity()
        }
    }
}

extension TransportLimits {
    func posix(securedBy connector: TLSConnector) -> HTTP2ClientTransport.Posix.Config {
        .defaults { config in
            (config.connection, config.http2) = client
            config.backoff.initial = .milliseconds(100)
            config.backoff.max = .seconds(10)
            config.channelDebuggingCallbacks.onCreateTCPConnection = { connector.secure($0) }
        }
    }
}
