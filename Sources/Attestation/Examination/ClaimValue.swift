import Wire

/// A value that evidence claims, in the form that JSON and people read.
public enum ClaimValue: Hashable, Sendable, Encodable, CustomStringConvertible {
    /// A word, or bytes in hexadecimal.
    case text(String)
    /// A number.
    case number(UInt64)
    /// A bit.
    case flag(Bool)
    /// Absent where the format allows it.
    case absent
    /// Values in order.
    case list([ClaimValue])
    /// Named values in order.
    case object([EvidenceField])

    /// Bytes in hexadecimal.
    public static func bytes(_ bytes: some Collection<UInt8>) -> ClaimValue { .text(bytes.hex) }

    /// A number as `0x…`, for fields that are sets of bits.
    public static func bits(_ value: UInt64) -> ClaimValue { .text("0x" + String(value, radix: 16)) }

    /// The value on one line.
    public var description: String {
        switch self {
        case .text(let text): text
        case .number(let number): "\(number)"
        case .flag(let flag): flag ? "yes" : "no"
        case .absent: "absent"
        case .list(let values): values.isEmpty ? "none" : values.map(\.description).joined(separator: ", ")
        case .object(let fields): fields.isEmpty ? "none" : fields.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Writes text, number, boolean, null, array or object; of two fields of one name the last counts.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let fields):
            var container = encoder.container(keyedBy: Name.self)
            for field in fields { try container.encode(field.value, forKey: Name(field.name)) }
        case .list(let values):
            var container = encoder.unkeyedContainer()
            for value in values { try container.encode(value) }
        case .text(let text): try Self.encode(text, to: encoder)
        case .number(let number): try Self.encode(number, to: encoder)
        case .flag(let flag): try Self.encode(flag, to: encoder)
        case .absent:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        }
    }

    private static func encode(_ value: some Encodable, to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
