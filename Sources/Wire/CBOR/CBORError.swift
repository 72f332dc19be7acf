/// Why bytes are not an item of the strict subset of CBOR. Carries no input bytes, so that it can be logged.
public enum CBORError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The input ends inside an item.
    case truncated
    /// Bytes follow the item.
    case trailingBytes
    /// The input is longer than its limit.
    case tooLong
    /// A string, an array or a map without a length of its own, or the break that ends one.
    case indefiniteLength
    /// A number or a length in more bytes than it needs.
    case notMinimal
    /// A map with the same key twice.
    case duplicateKey
    /// A text string that is not UTF-8.
    case notText
    /// Arrays, maps and tags nested deeper than the limit.
    case tooDeep
    /// More items than the limit.
    case tooMany
    /// Floating point, `undefined`, a simple value without a meaning here, or a reserved length.
    case unsupported

    /// One sentence for people.
    public var description: String {
        switch self {
        case .truncated: "the input ends inside an item"
        case .trailingBytes: "bytes follow the item"
        case .tooLong: "the input is longer than its limit"
        case .indefiniteLength: "an item has no definite length"
        case .notMinimal: "a number takes more bytes than it needs"
        case .duplicateKey: "a map has the same key twice"
        case .notText: "a text string is not UTF-8"
        case .tooDeep: "items are nested deeper than the limit"
        case .tooMany: "there are more items than the limit"
        case .unsupported: "an item is of a kind that is not supported"
        }
    }
}
