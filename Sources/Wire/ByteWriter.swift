/// Builds Cloister's byte encoding: big-endian integers, and every variable field preceded by its length.
///
/// The encoding is injective by construction (docs/spec/wire.md), so that two different values never hash or sign alike.
public struct ByteWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8]

    /// An empty writer.
    public init(capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Appends one byte.
    public mutating func u8(_ value: UInt8) { bytes.append(value) }
    /// Appends two bytes, big-endian.
    public mutating func u16(_ value: UInt16) { integer(value) }
    /// Appends four bytes, big-endian.
    public mutating func u32(_ value: UInt32) { integer(value) }
    /// Appends eight bytes, big-endian.
    public mutating func u64(_ value: UInt64) { integer(value) }
    /// Appends one byte, 0 or 1.
    public mutating func bool(_ value: Bool) { u8(value ? 1 : 0) }

    /// Appends bytes of a length that both sides know, without a length field.
    public mutating func fixed(_ value: some Collection<UInt8>) { bytes.append(contentsOf: value) }

    /// Appends a four-byte length and then the bytes.
    public mutating func variable(_ value: some Collection<UInt8>) {
        u32(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    /// Appends a string as length-prefixed UTF-8.
    public mutating func string(_ value: String) { variable(Array(value.utf8)) }

    /// Appends a value that knows its own encoding.
    public mutating func value(_ value: some WireEncodable) { value.encode(into: &self) }

    /// Appends a presence byte, and the value if there is one.
    public mutating func optional<Value>(_ value: Value?, _ write: (inout ByteWriter, Value) -> Void) {
        bool(value != nil)
        if let value { write(&self, value) }
    }

    /// Appends a four-byte count and then each element.
    public mutating func array<Element>(_ values: [Element], _ write: (inout ByteWriter, Element) -> Void) {
        u32(UInt32(values.count))
        for value in values { write(&self, value) }
    }

    private mutating func integer<Integer: FixedWidthInteger & UnsignedInteger>(_ value: Integer) {
        for shift in stride(from: Integer.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Integer(shift)))
        }
    }
}
