public import Wire

/// Sixteen bytes held in two machine words, so that hashing and comparing them costs next to nothing.
public struct Octets16: Hashable, Comparable, Sendable, WireCodable {
    private let high: UInt64
    private let low: UInt64

    init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    /// Reads exactly sixteen bytes.
    public init(from reader: inout ByteReader) throws(WireError) {
        high = try reader.u64()
        low = try reader.u64()
    }

    /// Appends the sixteen bytes, without a length.
    public func encode(into writer: inout ByteWriter) {
        writer.u64(high)
        writer.u64(low)
    }

    /// Byte order.
    public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
