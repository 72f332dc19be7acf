package import AttestedTransport
package import ControlAPI
package import GRPCCore
public import SealedData
import Wire

/// A party's connection to an attested Cloister node. Every call travels inside the attested session; no byte of a call leaves before the
/// node's evidence has passed the appraisal and the session is confirmed by both sides.
public struct CloisterClient: Sendable {
    /// Whose keys sign and open.
    public let identity: PartyIdentity
    /// What the node's ledger says of itself.
    public let ledger: LedgerDescription

    package let rpc: GRPCClient<AttestedChannel.Transport>

    /// Asks the node for its ledger, over a session that is already attested.
    package init(identity: PartyIdentity, rpc: GRPCClient<AttestedChannel.Transport>) async throws {
        self.identity = identity
        self.rpc = rpc
        let service = Cloister_V1_LedgerService.Client(wrapping: rpc)
        ledger = try LedgerDescription(try await mappingErrors { try await service.showLedger(.init()) })
    }
}

/// What a ledger says of itself inside the attested session.
public struct LedgerDescription: Sendable {
    /// Its name, as agreements and asset keys bind it.
    public let origin: String
    /// To which owners wrap asset keys.
    public let recipientKey: RecipientPublicKey
    /// Its signed head, a C2SP checkpoint.
    public let checkpoint: [UInt8]
    /// Executors to which it may hand keys, as measurement texts.
    public let executorMeasurements: [String]

    init(_ response: Cloister_V1_ShowLedgerResponse) throws(ClientError) {
        origin = response.origin
        do {
            recipientKey = try RecipientPublicKey(rawRepresentation: Array(response.recipientKey))
        } catch {
            throw .invalidAnswer("the service sent a ledger key that is no X-Wing key")
        }
        checkpoint = Array(response.checkpoint)
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
