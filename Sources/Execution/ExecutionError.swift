/// Why an executor cannot work at all. What goes wrong in a run is a ``RunResult``.
public struct ExecutionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Hashable, Sendable {
        /// A program or a library is missing.
        case notInstalled
        /// This system does not let jails be made.
        case jailsImpossible
        /// A jail was made, and could do something that it must not.
        case jailsUnsound
        /// The executor was shut down.
        case shutDown
    }

    /// The kind of failure.
    public let code: Code
    /// One sentence for the operator: what is wrong and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// Equal where the kind is.
    public static func == (left: ExecutionError, right: ExecutionError) -> Bool { left.code == right.code }
}
