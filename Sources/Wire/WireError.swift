/// Why bytes are not a value of Cloister's encoding. Carries no input bytes, so that it can be logged.
public enum WireError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The input ends inside a field.
    case truncated
    /// A length or a count exceeds what the field allows.
    case tooLong(limit: Int)
    /// Bytes follow the value.
    case trailingBytes(Int)
    /// A field holds a value that its type does not have.
    case invalid(String)

    /// One sentence for people.
    public var description: String {
        switch self {
        case .truncated: "the input ends inside a field"
        case .tooLong(let limit): "a field is longer than its limit of \(limit)"
        case .trailingBytes(let count): "\(count) bytes follow the value"
        case .invalid(let what): "the input has \(what)"
        }
    }
}
