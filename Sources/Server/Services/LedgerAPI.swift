import ControlAPI
import FoundationEssentials
import GRPCCore
import Ledger
import SealedData
import SwiftProtobuf

/// `cloister.v1.LedgerService`.
struct LedgerAPI: Cloister_V1_LedgerService.SimpleServiceProtocol {
    let ledger: ControlLedger
    let recipientKey: RecipientPublicKey
    let executorMeasurements: @Sendable () -> [String]
    let call: ServiceCall

    func showLedger(request: Cloister_V1_ShowLedgerRequest, context: ServerContext) async throws -> Cloister_V1_ShowLedgerResponse {
        try await call.asParty { _ in
            let checkpoint = try ledger.journal.checkpoint
            return .with {
                $0.origin = "\(ledger.journal.origin)"
                $0.recipientKey = Data(recipientKey.rawRepresentation)
                $0.checkpoint = Data(checkpoint.bytes)
                $0.executorMeasurements = executorMeasurements()
            }
        }
    }
}
