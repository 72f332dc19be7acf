import Wire

/// One line of a message's head.
package struct HTTPField: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

/// A whole answer as it came.
package struct HTTPAnswer: Hashable, Sendable {
    /// The longest value of a header that is looked at.
    static let maximumFieldLength = 32_768

    package let status: Int
    package let fields: [HTTPField]
    package let body: [UInt8]

    package init(status: Int, fields: [HTTPField], body: [UInt8]) { (self.status, self.fields, self.body) = (status, fields, body) }

    /// The value of a header that came once; nil without it, for one that came twice, and beyond 32 KiB.
    package func field(_ name: String) -> String? {
        let found = fields.filter { $0.name.lowercased() == name.lowercased() }
        guard found.count == 1, let value = found.first?.value, value.utf8.count <= Self.maximumFieldLength else { return nil }
        return value
    }

    /// What a kept answer is known by again: at most 256 printable characters, since it is sent back; nil for others.
    package func validator(_ name: String) -> String? {
        guard let value = field(name), 1...256 ~= value.utf8.count, value.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) else { return nil }
        return value
    }

    /// How long the source asks to be left alone, from a moment in seconds since 1970: `Retry-After` as seconds or as a date (RFC 9110 §10.2.3).
    package func retryAfter(at now: UInt64) -> UInt64? {
        guard let value = field("Retry-After") else { return nil }
        if let seconds = UInt64(decimal: value.utf8) { return seconds }
        guard let moment = HTTPDate.seconds(value) else { return nil }
        return moment > now ? moment - now : 0
    }
}
