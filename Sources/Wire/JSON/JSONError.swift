/// Why bytes are not JSON of the strict subset. Carries no input bytes.
package enum JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The input ends inside a value.
    case truncated
    /// A byte that no value has at its place.
    case unexpected(at: Int)
    /// Values nested too deeply.
    case depth
    /// Too many bytes, values or members.
    case limit
    /// An object with two members of one name.
    case duplicateName
    /// A name that is written with an escape.
    case escapedName
    /// A string that is not UTF-8, or with a control character or half a surrogate pair.
    case text
    /// A number that is no integer of 64 bits in its shortest form.
    case number
    /// Bytes after the value.
    case trailingBytes

    /// One sentence for people.
    package var description: String {
        switch self {
        case .truncated: "the text ends inside a value"
        case .unexpected(let place): "byte \(place) fits no value"
        case .depth: "values are nested too deeply"
        case .limit: "there are too many bytes, values or members"
        case .duplicateName: "an object has two members of one name"
        case .escapedName: "a name is written with an escape"
        case .text: "a string is not well-formed"
        case .number: "a number is not an integer of 64 bits in its shortest form"
        case .trailingBytes: "bytes follow the value"
        }
    }
}
