import Attestation
import AttestedTransport
import Client
import SoftwareTEE

/// The way from a home to the node that it has pinned.
struct NodeConnection: Sendable {
    let home: HomeFolder
    let server: Endpoint?

    /// Appraises the node, refuses one whose ledger went back, and lends a client.
    func withClient<Value: Sendable>(_ body: @Sendable (CloisterClient) async throws -> Value) async throws -> Value {
        let identity = try home.identity()
        guard let node = try home.nodeFile(), let trust = try home.trustFile(), let endpoint = server ?? Endpoint(node.server) else {
            throw CommandFailure(
                .appraisalRefused, reason: "NOTHING_PINNED",
                message: "this home trusts no node yet; type: cloister attest --server HOST:PORT, and read what it shows")
        }
        return try await Self.withClient(
            to: endpoint, identity: identity, trust: trust, releases: try home.releaseStore(trust), origin: node.origin,
            seen: try node.checkpoint?.seen(), witnesses: node.witnesses, proxy: node.proxy
        ) { client, _ in
            try home.remember(client.ledger.seen)
            return try await body(client)
        }
    }

    /// The same with everything spelt out; `releases` is what is known of the trust file's auditors, `seen` the head that the node's
    /// ledger must contain, `witnesses` those who must have cosigned it, and `proxy` the way to it.
    static func withClient<Value: Sendable>(
        to endpoint: Endpoint, identity: PartyIdentity, trust: TrustFile, releases: ReleaseStore?, origin: String?,
        seen: SeenLedger?, witnesses: WitnessTrust?, proxy: ProxyRoute?, appraisals: Appraisals = Appraisals(),
        _ body: @Sendable (CloisterClient, Appraisals) async throws -> Value
    ) async throws -> Value {
        try await explaining(endpoint, appraisals) {
            try await CloisterClient.withClient(
                to: endpoint, identity: identity, appraiser: try trust.softwareAppraiser(following: releases), ledgerOrigin: origin,
                seen: seen,
                releases: releases, keyExchange: proxy.keyExchange, proxied: proxy.channel, onAppraised: { appraisals.keep($0, $1) }
            ) { client in
                try witnesses?.check(client.ledger.seen.checkpoint.bytes)
                return try await body(client, appraisals)
            }
        }
    }

    /// Appraises a node that waits for the holders of recovery keys, and lends a client and what this home has seen of the ledger.
    func withRecovery<Value: Sendable>(_ body: @Sendable (RecoveryClient, SeenLedger) async throws -> Value) async throws -> Value {
        let identity = try home.identity()
        guard let node = try home.nodeFile(), let trust = try home.trustFile(), let endpoint = server ?? Endpoint(node.server),
            let seen = try node.checkpoint?.seen()
        else {
            throw CommandFailure(
                .appraisalRefused, reason: "NOTHING_PINNED",
                message: "this home has never seen this ledger, and cannot tell it from another: a share would be given to anybody")
        }
        let releases = try home.releaseStore(trust)
        let appraisals = Appraisals()
        return try await Self.explaining(endpoint, appraisals) {
            try await RecoveryClient.withClient(
                to: endpoint, identity: identity, appraiser: try trust.softwareAppraiser(following: releases), ledgerOrigin: node.origin,
                releases: releases, keyExchange: node.proxy.keyExchange, proxied: node.proxy.channel,
                onAppraised: { appraisals.keep($0, $1) }
            ) { try await body($0, seen) }
        }
    }

    /// Runs `body`, and says of a node that was refused what was found.
    private static func explaining<Value: Sendable>(
        _ endpoint: Endpoint, _ appraisals: Appraisals, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as ClientError where error.code == .appraisalRefused {
            throw CommandFailure(refused: endpoint, record: appraisals.record, error: error)
        } catch let error as ClientError where error.code == .unreachable {
            throw CommandFailure(
                .unreachable, reason: error.reason,
                message: "\(endpoint) cannot be reached; see that the node runs, and that this is its address",
                details: [error.message])
        }
    }
}

extension CommandFailure {
    /// A node that did not pass: everything found and wanted, and that nothing was sent.
    init(refused endpoint: Endpoint, record: AppraisalRecord?, error: ClientError) {
        let failures = record?.appraisal.failures ?? []
        let found = failures.map(\.description).joined(separator: "; ")
        self.init(
            .appraisalRefused, reason: error.reason,
            message: "\(endpoint) is not the node that you trust, and nothing was sent to it: \(found.isEmpty ? error.message : found)",
            details: record.map { AppraisalText($0).lines } ?? [])
    }
}
