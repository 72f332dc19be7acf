public import Attestation

/// Why endorsements could not be fetched. Equal by code; carries no more of the machine than its vendor was asked about.
public struct CollateralError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of error. Open: later versions may add kinds.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case invalidSource = "INVALID_SOURCE"
            case unreachable = "SOURCE_UNREACHABLE"
            case timedOut = "SOURCE_TIMED_OUT"
            case busy = "SOURCE_BUSY"
            case notFound = "SOURCE_HAS_NONE"
            case refused = "SOURCE_REFUSED"
            case redirected = "SOURCE_REDIRECTED"
            case tooLarge = "ANSWER_TOO_LARGE"
            case malformed = "ANSWER_MALFORMED"
            case expired = "ANSWER_EXPIRED"
            case offline = "NOT_IN_CACHE"
            case cacheUnusable = "CACHE_UNUSABLE"
        }
        private let kind: Kind
        private init(_ kind: Kind) { self.kind = kind }

        /// An address that is not https, or has parts that it must not have.
        public static let invalidSource = Code(.invalidSource)
        /// No connection, or one that broke, as often as was tried.
        public static let unreachable = Code(.unreachable)
        /// No whole answer in time, as often as was tried.
        public static let timedOut = Code(.timedOut)
        /// The source asks to come back later than can be waited for (429, 5xx).
        public static let busy = Code(.busy)
        /// The source does not have it (404, 410).
        public static let notFound = Code(.notFound)
        /// The source refuses the question for another reason.
        public static let refused = Code(.refused)
        /// The source points elsewhere, where nobody follows.
        public static let redirected = Code(.redirected)
        /// An answer longer than its kind may be.
        public static let tooLarge = Code(.tooLarge)
        /// An answer that is not of its form, or not about what was asked for.
        public static let malformed = Code(.malformed)
        /// An answer that is not valid now, by its own word.
        public static let expired = Code(.expired)
        /// Nothing that holds now is in the cache, and nobody may be asked.
        public static let offline = Code(.offline)
        /// A cache folder that cannot be used, or is open to others.
        public static let cacheUnusable = Code(.cacheUnusable)

        /// The stable word.
        public var description: String { kind.rawValue }
    }

    /// What kind of error it is.
    public let code: Code
    /// One sentence for people.
    public let message: String
    /// What was wrong with an answer, where that is known.
    public let cause: AttestationError?

    package init(_ code: Code, _ message: String, cause: AttestationError? = nil) {
        (self.code, self.message, self.cause) = (code, message, cause)
    }

    public static func == (left: CollateralError, right: CollateralError) -> Bool { left.code == right.code }

    /// The code and the sentence.
    public var description: String { "\(code): \(message)" }

    /// Whether the source could not be asked at all, so that what is kept and still valid may stand in.
    var isAbsence: Bool { [.unreachable, .timedOut, .busy].contains(code) }
}
