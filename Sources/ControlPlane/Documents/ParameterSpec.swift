public import Wire

/// A parameter that a function declares.
public struct ParameterSpec: Hashable, Sendable, WireCodable {
    /// What a parameter's text must look like.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        /// Any UTF-8 text.
        case text = 1
        /// A decimal integer of 64 bits with sign.
        case integer = 2
        /// A finite decimal number.
        case number = 3
        /// `true` or `false`.
        case boolean = 4
    }

    /// The longest value, in bytes.
    public static let maximumValueBytes = 4096

    /// Names it; 1 to 64 of `a-z 0-9 . _ -`.
    public var name: String
    /// What its value must look like.
    public var kind: Kind
    /// What it is when the agreement does not say; nil if the agreement must.
    public var defaultValue: String?

    /// A parameter of these parts.
    public init(name: String, kind: Kind, defaultValue: String? = nil) {
        (self.name, self.kind, self.defaultValue) = (name, kind, defaultValue)
    }

    /// Whether the text is a value of this parameter.
    public func accepts(_ value: String) -> Bool {
        guard value.utf8.count <= Self.maximumValueBytes else { return false }
        return switch kind {
        case .text: true
        case .integer: Int64(value) != nil && value.utf8.first != UInt8(ascii: "+")
        case .number: value.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) } && Double(value).map(\.isFinite) ?? false
        case .boolean: value == "true" || value == "false"
        }
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        name = try reader.identifier()
        kind = try reader.choice(Kind.self, "an unknown kind of parameter")
        defaultValue = try reader.optional { reader throws(WireError) in try reader.string(atMost: Self.maximumValueBytes) }
        if let defaultValue, !accepts(defaultValue) { throw .invalid("a default value that is not of its parameter's kind") }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(name)
        writer.u8(kind.rawValue)
        writer.optional(defaultValue) { $0.string($1) }
    }
}
