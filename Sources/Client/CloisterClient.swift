public import Attestation
public import AttestedSession
public import AttestedTransport
import ControlAPI
package import GRPCCore
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A party's connection to an attested Cloister node. Every call travels inside the attested session; no byte of a call leaves before the
/// node's evidence has passed the appraisal and the session is confirmed by both sides.
public struct CloisterClient: Sendable {
    /// Whose keys sign and open.
    public let identity: PartyIdentity
    /// What the node's ledger says of itself.
    public let ledger: LedgerDescription

    package let rpc: GRPCClient<AttestedClientTransport>

    /// Appraises a node, opens an attested session to its control role, and lends a client to `body`.
    ///
    /// - Parameters:
    ///   - appraiser: What the party demands of the node; nothing is sent before it is satisfied.
    ///   - ledgerOrigin: The ledger that the node must keep; nil accepts any, which only a first contact should.
    ///   - seen: The newest state of that ledger that this party has seen; a node that is behind it or on another branch is refused. nil only at a
    ///     first contact.
    ///   - releases: The release manifests that the party follows; the node must follow the same auditors, and none if there are none.
    ///   - keyExchange: What the outer TLS offers; a proxy may know nothing hybrid.
    ///   - proxied: Whether something in front of the node ends TLS. The node must allow it too.
    ///   - onAppraised: Told of the appraisal, passed or refused, before anything else happens.
    /// - Throws: ``ClientError``; with code `appraisalRefused`, its message lists everything that was found and wanted.
    public static func withClient<Value: Sendable>(
        to endpoint: Endpoint, identity: PartyIdentity, appraiser: Appraiser, ledgerOrigin: String?, seen: SeenLedger?,
        releases: ReleaseStore? = nil,
        keyExchange: TLSKeyExchange = .hybridOnly, proxied: ProxiedChannel = .refused,
        onAppraised: @escaping @Sendable (AppraisalRecord, SessionContext) -> Void = { _, _ in },
        _ body: @Sendable (CloisterClient) async throws -> Value
    ) async throws -> Value {
        do {
            return try await AttestedChannel.withChannel(
                to: endpoint, appraiser: appraiser, role: .control,
                credential: .party(signingKey: identity.signingKey) { try identity.signature(over: $0) },
                expectedLedgerOrigin: ledgerOrigin, releases: releases, keyExchange: keyExchange, proxied: proxied, onAppraised: onAppraised
            ) { rpc in
                let client = try await CloisterClient(identity: identity, rpc: rpc, seen: seen)
                guard ledgerOrigin == nil || client.ledger.origin == ledgerOrigin else {
                    throw ClientError.invalidAnswer("the service names another ledger than its session does")
                }
                return try await body(client)
            }
        } catch let error as AttestedTransportError {
            throw ClientError(error)
        }
    }

    /// Asks the node for its ledger, over a session that is already attested.
    package init(identity: PartyIdentity, rpc: GRPCClient<AttestedClientTransport>, seen: SeenLedger? = nil) async throws {
        self.identity = identity
        self.rpc = rpc
        let service = Cloister_V1_LedgerService.Client(wrapping: rpc)
        ledger = try LedgerDescription(
            try await mappingErrors { try await service.showLedger(.with { $0.seenCheckpoint = Data(seen?.checkpoint.bytes ?? []) }) },
            after: seen)
    }
}

/// What a ledger says of itself inside the attested session.
public struct LedgerDescription: Sendable {
    /// Its name, as agreements and asset keys bind it.
    public let origin: String
    /// Its key and its signed head: what to remember, and to give as `seen` the next time.
    public let seen: SeenLedger
    /// Executors to which it may hand keys, as measurement texts.
    public let executorMeasurements: [String]

    init(_ response: Cloister_V1_ShowLedgerResponse, after earlier: SeenLedger?) throws(ClientError) {
        origin = response.origin
        seen = try SeenLedger(response, after: earlier)
        executorMeasurements = response.executorMeasurements
    }
}

/// One page of a list.
public struct Page<Record: Sendable>: Sendable {
    /// At most 100.
    public let records: [Record]
    /// Ask with it for the next page; nil after the last.
    public let next: String?

    init(_ records: [Record], next: String) {
        self.records = records
        self.next = next.isEmpty ? nil : next
    }
}

extension Cloister_V1_PageRequest {
    init(after token: String?) {
        self.init()
        size = 100
        self.token = token ?? ""
    }
}
