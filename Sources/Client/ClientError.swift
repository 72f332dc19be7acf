/// Why a call of the SDK failed. Equality is on the code; the message is one sentence for people.
public struct ClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it is.
    public let code: Code
    /// The service's stable reason (docs/spec/reasons.md), or the SDK's own in the same form.
    public let reason: String
    /// One sentence that names the thing and says what to do.
    public let message: String

    /// The kinds of failure.
    public struct Code: Sendable, Hashable {
        private enum Value { case appraisalRefused, refused, unreachable, outcomeUnknown, invalidAnswer, runFailed, ledgerContradicted }
        private let value: Value

        /// The node's evidence did not satisfy the trust file; nothing was sent.
        public static let appraisalRefused = Code(value: .appraisalRefused)
        /// The service said no.
        public static let refused = Code(value: .refused)
        /// No connection could be made.
        public static let unreachable = Code(value: .unreachable)
        /// The connection broke during the call. Repeat it with the same idempotency key.
        public static let outcomeUnknown = Code(value: .outcomeUnknown)
        /// The service's answer does not fit the request: treat the node as broken or hostile.
        public static let invalidAnswer = Code(value: .invalidAnswer)
        /// The node's ledger is not the one, or older than the one, that this client has seen.
        public static let ledgerContradicted = Code(value: .ledgerContradicted)
        /// The run ended without a result.
        public static let runFailed = Code(value: .runFailed)
    }

    package init(_ code: Code, reason: String, message: String) {
        self.code = code
        self.reason = reason
        self.message = message
    }

    /// The reason and the sentence.
    public var description: String { "\(message) [\(reason)]" }

    public static func == (left: Self, right: Self) -> Bool { left.code == right.code && left.reason == right.reason }
}

extension ClientError {
    static func invalidAnswer(_ message: String) -> ClientError {
        ClientError(.invalidAnswer, reason: "INVALID_ANSWER", message: message)
    }
}
