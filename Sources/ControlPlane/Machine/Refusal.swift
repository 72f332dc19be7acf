/// A *no* of the control plane: a stable reason, a sentence for people, and the kind of error it is. Equal by reason.
public struct Refusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of refusals; a transport maps them to its status codes.
    public enum Category: Hashable, Sendable, CaseIterable {
        /// No such object, or none that the caller may see.
        case notFound
        /// The caller may not do this.
        case denied
        /// The request itself is wrong.
        case invalid
        /// A limit is used up.
        case exhausted
        /// The object is in another state than the request needs.
        case conflict
        /// The caller is not known.
        case unauthenticated
        /// Not now.
        case unavailable
    }

    /// Why, for programs.
    public let reason: ReasonCode
    /// The kind of error.
    public let category: Category
    /// Why and what to do, in one sentence; never holds secrets or bytes of the request.
    public let message: String

    init(_ reason: ReasonCode, _ category: Category, _ message: String) {
        (self.reason, self.category, self.message) = (reason, category, message)
    }

    /// Equality of reasons.
    public static func == (left: Refusal, right: Refusal) -> Bool { left.reason == right.reason }

    /// Reason and sentence.
    public var description: String { "\(reason.text): \(message)" }
}
