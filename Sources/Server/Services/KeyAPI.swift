import ControlAPI
import ControlPlane
import FoundationEssentials
import GRPCCore
import Ledger
import Logging
import SealedData
import Wire

/// `cloister.v1.KeyService`: hands the keys to another control node, and ends this one.
struct KeyAPI: Cloister_V1_KeyService.SimpleServiceProtocol {
    let ledger: ControlLedger
    let ledgerKeys: LedgerKeys
    let keys: AssetKeyStore
    let retirement: Retirement
    let call: ServiceCall

    func handOver(
        request: Cloister_V1_HandOverRequest, response: RPCWriter<Cloister_V1_HandOverResponse>, context: ServerContext
    ) async throws {
        try await call.mapped {
            let successor = try Caller.controlNode().description
            let journal = ledger.journal
            guard request.origin == journal.origin.name,
                let recipient = try? RecipientPublicKey(rawRepresentation: Array(request.recipientKey))
            else { throw ServiceRefusal.invalidArgument("Ask for the keys of this ledger, with an X-Wing key of your own.") }
            let held = try keys.freeze()
            do {
                // On record before anything leaves: also a hand-over that fails from here on is one.
                try await ledger.submit(.handOverKeys(to: successor), by: .system, patiently: true)
                let admitted = try await ledger.read { state, _ in state.assets(admitting: successor) }
                let given = HandOver(
                    origin: journal.origin, ledgerKeys: ledgerKeys, checkpoint: try journal.checkpoint.bytes,
                    assetKeys: held.filter { admitted.contains($0.key) })
                for envelope in try given.envelopes(to: recipient) {
                    try await response.write(.with { $0.envelope = Data(envelope.wireBytes) })
                }
                call.logger.notice(
                    "the keys were handed over; this node ends",
                    metadata: [
                        "to": "\(successor)", "given": "\(given.assetKeys.count)", "withheld": "\(held.count - given.assetKeys.count)",
                    ])
            } catch {
                keys.thaw()
                throw error
            }
            retirement.begin()
        }
    }
}
