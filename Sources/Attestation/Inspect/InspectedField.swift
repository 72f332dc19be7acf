/// One field of evidence in words.
package struct InspectedField: Hashable, Sendable, CustomStringConvertible {
    /// What it is.
    package let name: String
    /// What it says: numbers, hexadecimal, or printable text.
    package let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// `name: value`.
    package var description: String { "\(name): \(value)" }

    /// Text of others as it may be shown on a terminal: control characters and what is not ASCII as question marks, at most 512 characters.
    static func printable(_ text: String) -> String {
        String(text.unicodeScalars.prefix(512).map { 0x20..<0x7f ~= $0.value ? Character($0) : "?" })
    }
}
