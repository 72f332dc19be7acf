import AttestedTransport
import ControlAPI
import GRPCCore
import SwiftProtobuf

/// Turns what gRPC throws into the SDK's own error, with the service's stable reason.
func mappingErrors<Result: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
) async throws -> Result {
    do {
        return try await body()
    } catch let error as RPCError {
        throw ClientError(error)
    } catch let error as AttestedTransportError {
        throw ClientError(error)
    }
}

extension ClientError {
    /// Why no attested session came about.
    init(_ error: AttestedTransportError) {
        let code: Code =
            switch error.code {
            case .appraisalRefused: .appraisalRefused
            case .unreachable, .timedOut: .unreachable
            case .refusedByPeer: .refused
            default: .invalidAnswer
            }
        self.init(code, reason: "\(error.code)", message: error.description)
    }

    init(_ error: RPCError) {
        if let bytes = error.metadata[binaryValues: "cloister-error-bin"].first(where: { _ in true }),
            let detail = try? Cloister_V1_ErrorDetail(serializedBytes: bytes), !detail.reason.isEmpty
        {
            // A node that learns from this client that its ledger is not the latest says so itself.
            let isContradiction = error.code == .dataLoss && ["LEDGER_ROLLED_BACK", "LEDGER_FORKED"].contains(detail.reason)
            self.init(isContradiction ? .ledgerContradicted : .refused, reason: detail.reason, message: detail.message)
            return
        }
        switch error.code {
        case .unavailable:
            self.init(
                .outcomeUnknown, reason: "OUTCOME_UNKNOWN",
                message: "the connection to the node broke, and whether the call took effect is unknown: look before you repeat it")
        case .deadlineExceeded:
            self.init(.outcomeUnknown, reason: "DEADLINE_EXCEEDED", message: "the node did not answer in time")
        case .cancelled:
            self.init(.outcomeUnknown, reason: "CANCELED", message: "the call was canceled")
        case .resourceExhausted:
            // Every other shortage comes with the service's own reason.
            self.init(.refused, reason: "MESSAGE_TOO_LARGE", message: error.message)
        case .unimplemented:
            self.init(.invalidAnswer, reason: "UNIMPLEMENTED", message: "the node does not know this call; it runs another version")
        default:
            self.init(.refused, reason: "REFUSED", message: "the node refused the call: \(error.message)")
        }
    }
}
