/// Why bytes are not strict DER of the expected shape. Carries no input bytes.
package enum DERError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The input ends inside an element.
    case truncated
    /// A tag of more than one byte, or another than the expected one.
    case tag
    /// A length that is indefinite, longer than needed, or of more than four bytes.
    case length
    /// Bytes follow the last element.
    case trailingBytes
    /// An element whose content its type does not allow.
    case value(String)
    /// A signature algorithm that is not accepted.
    case algorithm(String)
    /// A public key that is none, or too weak.
    case key(String)

    /// One sentence for people.
    package var description: String {
        switch self {
        case .truncated: "an element is cut short"
        case .tag: "an element of another type is in its place"
        case .length: "a length is not in its shortest form"
        case .trailingBytes: "bytes follow the last element"
        case .value(let what), .algorithm(let what), .key(let what): "it has \(what)"
        }
    }
}
