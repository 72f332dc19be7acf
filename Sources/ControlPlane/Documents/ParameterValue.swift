public import Wire

/// A parameter's value, as text.
public struct ParameterValue: Hashable, Sendable, WireCodable {
    /// The parameter's name.
    public var name: String
    /// The value; must fit the kind that the function declares.
    public var value: String

    /// A value of these parts.
    public init(name: String, value: String) { (self.name, self.value) = (name, value) }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        name = try reader.identifier()
        value = try reader.string(atMost: ParameterSpec.maximumValueBytes)
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(name)
        writer.string(value)
    }
}
