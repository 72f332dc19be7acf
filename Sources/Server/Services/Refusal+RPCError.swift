import ControlAPI
import ControlPlane
import GRPCCore
import Ledger
import SealedData
import SwiftProtobuf
import Wire

/// A *no* of a service itself, in the same form as the control plane's.
struct ServiceRefusal: Error {
    let code: RPCError.Code
    let reason: String
    let message: String
}

extension ServiceRefusal {
    /// An argument that the control plane cannot even be asked about.
    static func invalidArgument(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: .invalidArgument, reason: "INVALID_ARGUMENT", message: message)
    }

    /// An id in a form that no object has: told exactly like an absent object.
    static let notFound = ServiceRefusal(code: .notFound, reason: "NOT_FOUND", message: "There is no such object, or you may not see it.")

    /// The witnesses have not confirmed the time for longer than the policy allows: the state may be one that was left behind.
    static let timeTooOld = ServiceRefusal(
        code: .unavailable, reason: "TIME_TOO_OLD",
        message: "The ledger's witnesses cannot be reached, and nothing is released without them.")

    /// A call that only another kind of peer may make.
    static let wrongPeer = ServiceRefusal(
        code: .permissionDenied, reason: "ACTOR_NOT_ALLOWED", message: "This kind of caller may never do this.")
}

extension RPCError {
    /// The one place where the node's errors become gRPC's: a status, and a stable reason in a trailer. Anything unforeseen becomes
    /// `INTERNAL` without its text, which may hold what the caller must not see.
    init(mapping error: any Error) {
        switch error {
        case let error as RPCError: self = error
        case let refusal as Refusal:
            self.init(Self.code(for: refusal.category), reason: refusal.reason.text, message: refusal.message)
        case let refusal as ServiceRefusal: self.init(refusal.code, reason: refusal.reason, message: refusal.message)
        case let error as WireError:
            self.init(.invalidArgument, reason: "DOCUMENT_MALFORMED", message: "The document cannot be read: \(error).")
        case let error as SealedDataError: self.init(error)
        case let error as RecoveryError:
            self.init(.failedPrecondition, reason: error.code.rawValue, message: "The share was not taken: \(error.message).")
        case is NodeError:
            self.init(.unavailable, reason: "STORAGE_UNAVAILABLE", message: "The node cannot write its asset keys now; ask its operator.")
        case is CancellationError: self.init(.cancelled, reason: "CANCELED", message: "The call was canceled.")
        case let error as LedgerError where error.isContradiction:
            self.init(
                .dataLoss, reason: error.code == .behindRemembered ? "LEDGER_ROLLED_BACK" : "LEDGER_FORKED",
                message: "\(error.message) The node does nothing more until its operator puts the newest state back.")
        case let error as LedgerError where error.code == .unwitnessed:
            self.init(
                .unavailable, reason: "LEDGER_UNWITNESSED",
                message: "Too few witnesses cosigned in time. Whether it happened is open: repeat the call with its idempotency key.")
        case is LedgerError:
            self.init(
                .unavailable, reason: "LEDGER_UNAVAILABLE",
                message: "The ledger cannot be written; ask the operator to look at the node's log.")
        default: self.init(.internalError, reason: "INTERNAL", message: "The node failed; its log has the reason.")
        }
    }

    /// A ciphertext that was refused is the caller's business; a disk that is full is the operator's.
    private init(_ error: SealedDataError) {
        if case .system = error {
            self.init(
                .unavailable, reason: "STORAGE_UNAVAILABLE", message: "The node cannot store or read ciphertext now; ask its operator.")
        } else {
            self.init(.invalidArgument, reason: "CIPHERTEXT_REFUSED", message: "The ciphertext was refused: \(error).")
        }
    }

    private init(_ code: Code, reason: String, message: String) {
        let detail = Cloister_V1_ErrorDetail.with {
            $0.reason = reason
            $0.message = message
        }
        let bytes: [UInt8] = (try? detail.serializedBytes()) ?? []
        var metadata = Metadata()
        metadata.addBinary(bytes, forKey: "cloister-error-bin")
        self.init(code: code, message: message, metadata: metadata)
    }

    private static func code(for category: Refusal.Category) -> Code {
        switch category {
        case .notFound: .notFound
        case .denied: .permissionDenied
        case .invalid: .invalidArgument
        case .exhausted: .resourceExhausted
        case .conflict: .failedPrecondition
        case .unauthenticated: .unauthenticated
        case .unavailable: .unavailable
        }
    }
}
