public import Wire

/// Thirty-two bytes held in four machine words.
public struct Octets32: Hashable, Comparable, Sendable, WireCodable {
    private let high: Octets16
    private let low: Octets16

    /// The first thirty-two bytes of a digest.
    init(_ digest: [UInt8]) {
        high = Digests.prefix(digest)
        low = Digests.prefix(Array(digest.dropFirst(16)))
    }

    /// Reads exactly thirty-two bytes.
    public init(from reader: inout ByteReader) throws(WireError) {
        high = try reader.value()
        low = try reader.value()
    }

    /// Appends the thirty-two bytes, without a length.
    public func encode(into writer: inout ByteWriter) {
        writer.value(high)
        writer.value(low)
    }

    /// Byte order.
    public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
