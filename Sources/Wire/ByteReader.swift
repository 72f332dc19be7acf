/// Reads Cloister's byte encoding. Bounded: no length that the input merely claims is ever allocated.
public struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    /// Of the next byte.
    private var position: Int

    /// A reader over the whole slice.
    public init(_ bytes: ArraySlice<UInt8>) { (self.bytes, position) = (bytes, bytes.startIndex) }
    /// A reader over the whole array.
    public init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// How many bytes are left.
    public var remaining: Int { bytes.endIndex - position }

    /// Reads one byte.
    public mutating func u8() throws(WireError) -> UInt8 { bytes[try skip(1)] }
    /// Reads two bytes, big-endian.
    public mutating func u16() throws(WireError) -> UInt16 { UInt16(truncatingIfNeeded: try integer(bytes: 2)) }
    /// Reads four bytes, big-endian.
    public mutating func u32() throws(WireError) -> UInt32 { UInt32(truncatingIfNeeded: try integer(bytes: 4)) }
    /// Reads eight bytes, big-endian.
    public mutating func u64() throws(WireError) -> UInt64 { try integer(bytes: 8) }

    /// Reads one byte that must be 0 or 1.
    public mutating func bool() throws(WireError) -> Bool {
        switch try u8() {
        case 0: false
        case 1: true
        default: throw .invalid("a Boolean that is neither 0 nor 1")
        }
    }

    /// Reads exactly `count` bytes.
    public mutating func fixed(_ count: Int) throws(WireError) -> [UInt8] { Array(try slice(count)) }

    /// Reads a four-byte length of at most `limit`, and then that many bytes.
    public mutating func variable(atMost limit: Int) throws(WireError) -> [UInt8] {
        let length = Int(try u32())
        guard length <= limit else { throw .tooLong(limit: limit) }
        return Array(try slice(length))
    }

    /// Reads a string of at most `limit` bytes, which must be valid UTF-8.
    public mutating func string(atMost limit: Int) throws(WireError) -> String {
        guard let string = String(validating: try variable(atMost: limit), as: UTF8.self) else {
            throw .invalid("a string that is not UTF-8")
        }
        return string
    }

    /// Reads a value that knows its own encoding.
    public mutating func value<Value: WireDecodable>(_ type: Value.Type = Value.self) throws(WireError) -> Value {
        try Value(from: &self)
    }

    /// Reads a presence byte, and the value if there is one.
    public mutating func optional<Value>(
        _ read: (inout ByteReader) throws(WireError) -> Value
    ) throws(WireError) -> Value? {
        try bool() ? try read(&self) : nil
    }

    /// Reads a four-byte count of at most `limit`, and then that many elements.
    public mutating func array<Element>(
        atMost limit: Int, _ read: (inout ByteReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let count = Int(try u32())
        guard count <= limit else { throw .tooLong(limit: limit) }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    /// Refuses bytes after the value.
    public func finish() throws(WireError) {
        guard remaining == 0 else { throw .trailingBytes(remaining) }
    }

    /// Reads an integer of `count` bytes, at most eight, with its least byte first.
    @usableFromInline mutating func littleEndian(bytes count: Int) throws(WireError) -> UInt64 {
        let start = try skip(count)
        var value: UInt64 = 0
        for place in 0..<count { value |= UInt64(bytes[start + place]) << UInt64(8 * place) }
        return value
    }

    private mutating func integer(bytes count: Int) throws(WireError) -> UInt64 {
        let start = try skip(count)
        var value: UInt64 = 0
        for place in start..<start + count { value = value << 8 | UInt64(bytes[place]) }
        return value
    }

    private mutating func slice(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
        let start = try skip(count)
        return bytes[start..<start + count]
    }

    /// Passes `count` bytes, and gives the index of the first.
    private mutating func skip(_ count: Int) throws(WireError) -> Int {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { position += count }
        return position
    }
}
