/// Why evidence could not be made, read or authenticated. Equal by code; carries neither secrets nor input bytes.
public struct AttestationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of error. Open: later versions may add kinds.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case malformed = "MALFORMED_EVIDENCE"
            case tooLarge = "EVIDENCE_TOO_LARGE"
            case notAuthentic = "EVIDENCE_NOT_AUTHENTIC"
            case invalidTrust = "INVALID_TRUST"
            case unavailable = "MEASURER_UNAVAILABLE"
            case refused = "MEASURER_REFUSED"
            case unsafeState = "UNSAFE_STATE"
        }
        private let kind: Kind
        private init(_ kind: Kind) { self.kind = kind }

        /// Bytes that are not of the platform's format.
        public static let malformed = Code(.malformed)
        /// More bytes than the format allows.
        public static let tooLarge = Code(.tooLarge)
        /// A signature, or a chain of them, that does not hold under the given roots; or sealed bytes that do not open.
        public static let notAuthentic = Code(.notAuthentic)
        /// A trust file or a trust root that cannot be used.
        public static let invalidTrust = Code(.invalidTrust)
        /// The process that quotes does not answer.
        public static let unavailable = Code(.unavailable)
        /// The process that quotes does not quote for this caller.
        public static let refused = Code(.refused)
        /// A file or a folder that holds a key and is open to others.
        public static let unsafeState = Code(.unsafeState)

        /// The stable word.
        public var description: String { kind.rawValue }
    }

    /// What kind of error it is.
    public let code: Code
    /// One sentence for people.
    public let message: String
    /// Which check of hardware evidence failed, where one did.
    public let refusal: EvidenceRefusal?

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
        refusal = nil
    }

    /// Evidence, or what should vouch for it, that fails a check.
    package init(refusing refusal: EvidenceRefusal, _ message: String) {
        code = refusal == .malformed ? .malformed : .notAuthentic
        self.message = message
        self.refusal = refusal
    }

    public static func == (left: AttestationError, right: AttestationError) -> Bool { left.code == right.code }

    /// The code and the sentence.
    public var description: String { "\(code): \(message)" }
}
