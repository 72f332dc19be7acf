import ControlAPI
import FoundationEssentials
import GRPCCore
import Logging
import SealedData
import Wire

/// `cloister.v1.RecoveryService`: collects the shares of holders until they are enough.
struct RecoveryAPI: Cloister_V1_RecoveryService.SimpleServiceProtocol {
    let approvals: RecoveryApprovals
    /// Begins the end of the service once they are.
    let retirement: Retirement
    let call: ServiceCall

    func showRecovery(request: Cloister_V1_ShowRecoveryRequest, context: ServerContext) async throws -> Cloister_V1_ShowRecoveryResponse {
        try await call.asParty { _ in
            .with {
                $0.package = Data(approvals.package.bytes)
                $0.approved = approvals.holders.map { UInt32($0) }
                $0.recipientKey = Data(approvals.key.publicKey.rawRepresentation)
            }
        }
    }

    func approveRecovery(
        request: Cloister_V1_ApproveRecoveryRequest, context: ServerContext
    ) async throws -> Cloister_V1_ApproveRecoveryResponse {
        try await call.asParty { _ in
            guard let envelope = try? Envelope(wireBytes: Array(request.envelope)) else {
                throw ServiceRefusal.invalidArgument("Send the share in an envelope to this node's key.")
            }
            let holder = Int(request.holder)
            try approvals.approve(holder: holder, of: Array(request.packageDigest), envelope)
            let (count, needed) = (approvals.holders.count, approvals.package.set.threshold)
            call.logger.notice(
                "a holder approved the recovery of the ledger's keys",
                metadata: ["holder": "\(holder)", "approved": "\(count)", "needed": "\(needed)"])
            if approvals.isComplete { retirement.begin() }
            return .with {
                $0.approved = UInt32(count)
                $0.needed = UInt32(needed)
            }
        }
    }
}
