public import Attestation
import GRPCCore

/// Why no attested session came about, or why it could not be used.
///
/// Equality compares the code alone.
public struct AttestedTransportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A stable reason.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case unreachable = "UNREACHABLE"
            case releases = "RELEASES_DIFFER"
            case appraisalRefused = "APPRAISAL_REFUSED"
            case refusedByPeer = "SESSION_REFUSED"
            case protocolViolation = "PROTOCOL_VIOLATION"
            case timedOut = "HANDSHAKE_TIMED_OUT"
            case credential = "CREDENTIAL_UNAVAILABLE"
            case identity = "TLS_IDENTITY"
        }
        private let kind: Kind
        private init(_ kind: Kind) { self.kind = kind }

        /// No connection to the endpoint came about.
        public static let unreachable = Code(.unreachable)
        /// The node's evidence did not pass; ``AttestedTransportError/failures`` says all that is wrong.
        public static let appraisalRefused = Code(.appraisalRefused)
        /// The two ends follow different release manifests, and neither could bring the other up to date.
        public static let releases = Code(.releases)
        /// The node refused us, without saying why.
        public static let refusedByPeer = Code(.refusedByPeer)
        /// The peer's messages are not those of the protocol, or do not verify.
        public static let protocolViolation = Code(.protocolViolation)
        /// The handshake took too long.
        public static let timedOut = Code(.timedOut)
        /// Our own signature or evidence could not be made.
        public static let credential = Code(.credential)
        /// The certificate of the outer channel could not be made.
        public static let identity = Code(.identity)

        /// The stable word.
        public var description: String { kind.rawValue }
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for people, free of secrets.
    public let message: String
    /// Everything that the appraisal found; empty for other codes.
    public let failures: [AppraisalFailure]
    /// What was underneath, if anything.
    public let cause: (any Error)?

    package init(_ code: Code, _ message: String, failures: [AppraisalFailure] = [], cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.failures = failures
        self.cause = cause
    }

    /// The error of ours that `error` is or stands for: gRPC wraps what goes wrong while it reads a response.
    public init?(_ error: any Error) {
        switch error {
        case let error as AttestedTransportError: self = error
        case let error as RPCError:
            guard let cause = error.cause else { return nil }
            self.init(cause)
        default: return nil
        }
    }

    /// The message, and each of the appraisal's failures on a line of its own.
    public var description: String {
        failures.isEmpty ? message : message + failures.map { "\n  \($0)" }.joined()
    }

    /// Equality on the code.
    public static func == (left: AttestedTransportError, right: AttestedTransportError) -> Bool { left.code == right.code }
}
