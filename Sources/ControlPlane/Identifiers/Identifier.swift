public import Wire

/// A name of fixed length that prints as lower-case hexadecimal.
public protocol Identifier: Hashable, Comparable, Sendable, WireCodable, CustomStringConvertible {
    /// What holds the bytes.
    associatedtype Storage: Hashable, Comparable, Sendable, WireCodable
    /// The bytes.
    var storage: Storage { get }
    /// An identifier of these bytes.
    init(storage: Storage)
}

extension Identifier {
    /// Reads an identifier of exactly its own length.
    public init(bytes: [UInt8]) throws(WireError) { self.init(storage: try Storage(wireBytes: bytes)) }

    /// Reads the hexadecimal form, of either case; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let bytes = [UInt8](hex: text), let storage = try? Storage(wireBytes: bytes) else { return nil }
        self.init(storage: storage)
    }

    /// Reads the bytes, without a length.
    public init(from reader: inout ByteReader) throws(WireError) { self.init(storage: try reader.value()) }

    /// Appends the bytes, without a length.
    public func encode(into writer: inout ByteWriter) { storage.encode(into: &writer) }

    /// The bytes.
    public var bytes: [UInt8] { storage.wireBytes }

    /// Lower-case hexadecimal.
    public var description: String { bytes.hex }

    /// Byte order.
    public static func < (left: Self, right: Self) -> Bool { left.storage < right.storage }
}
