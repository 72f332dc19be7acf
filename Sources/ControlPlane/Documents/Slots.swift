public import Wire

/// A place for one input of a function; it appears to the function as `/in/<name>`.
public struct InputSlot: Hashable, Sendable, WireCodable {
    /// Names it; 1 to 64 of `a-z 0-9 . _ -`.
    public var name: String
    /// The longest plaintext that fits.
    public var maximumBytes: UInt64
    /// Whether it holds a model, which stays loaded for the agreement.
    public var isModel: Bool

    /// A slot of these parts.
    public init(name: String, maximumBytes: UInt64, isModel: Bool = false) {
        (self.name, self.maximumBytes, self.isModel) = (name, maximumBytes, isModel)
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        name = try reader.identifier()
        maximumBytes = try reader.u64()
        isModel = try reader.bool()
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(name)
        writer.u64(maximumBytes)
        writer.bool(isModel)
    }
}

/// A place for one output of a function; it appears to the function as `/out/<name>`.
public struct OutputSlot: Hashable, Sendable, WireCodable {
    /// Names it; 1 to 64 of `a-z 0-9 . _ -`.
    public var name: String
    /// The longest plaintext that is let out.
    public var maximumBytes: UInt64

    /// A slot of these parts.
    public init(name: String, maximumBytes: UInt64) { (self.name, self.maximumBytes) = (name, maximumBytes) }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        name = try reader.identifier()
        maximumBytes = try reader.u64()
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(name)
        writer.u64(maximumBytes)
    }
}
