import ArgumentParser
import Attestation
import AttestationCollateral
import Client
import Ledger
import SealedData

extension CommandFailure {
    /// What an error of the libraries below means for the command; nil for an error that is not theirs.
    init?(_ error: any Error) {
        switch error {
        case let error as CommandFailure: self = error
        case let error as ClientError: self.init(error)
        case let error as LocalFileError: self.init(.localFile, reason: "LOCAL_FILE", message: error.description)
        case let error as DraftError: self.init(.localFile, reason: "INVALID_FILE", message: error.description)
        case let error as AttestationError: self.init(.localFile, reason: "\(error.code)", message: error.message)
        case let error as CollateralError: self.init(error)
        case let error as ReleaseRefusal: self.init(error)
        case let error as SealedDataError: self.init(error)
        case let error as RecoveryError:
            self.init(error.code == .notAHolder ? .localFile : .appraisalRefused, reason: error.code.rawValue, message: error.message)
        case let error as LedgerError: self.init(.localFile, reason: "LEDGER_\(error.code)", message: error.message)
        case is CancellationError: self.init(.unreachable, reason: "CANCELED", message: "the command was interrupted")
        default: return nil
        }
    }

    private init(_ error: ClientError) {
        let exitCode: ExitCode =
            switch error.code {
            case .appraisalRefused, .invalidAnswer, .ledgerContradicted: .appraisalRefused
            case .unreachable, .outcomeUnknown: .unreachable
            case .runFailed: .runFailed
            default: error.reason == "LOCAL_FILE" ? .localFile : .refused
            }
        self.init(exitCode, reason: error.reason, message: error.message)
    }

    private init(_ error: CollateralError) {
        let exitCode: ExitCode =
            switch error.code {
            case .unreachable, .timedOut, .busy: .unreachable
            case .malformed, .tooLarge, .expired: .appraisalRefused
            case .offline, .cacheUnusable: .localFile
            case .invalidSource: .validationFailure
            default: .refused
            }
        self.init(exitCode, reason: "\(error.code)", message: error.message)
    }

    private init(_ error: ReleaseRefusal) {
        let isLocal = [.malformed, .memoryDamaged, .memoryUnwritable].contains(error.code)
        self.init(isLocal ? .localFile : .appraisalRefused, reason: error.code.rawValue, message: error.message)
    }

    private init(_ error: SealedDataError) {
        switch error {
        case .system, .notARegularFile, .changedWhileRead, .tooLong:
            self.init(.localFile, reason: "LOCAL_FILE", message: "the file cannot be sealed: \(error)")
        default:
            self.init(.appraisalRefused, reason: "SEALED_DATA_ALTERED", message: "what the node sent is not what was sealed: \(error)")
        }
    }
}
