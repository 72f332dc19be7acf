package import Wire

/// Reads one message of protocol buffers field by field, as Google's tools carry TPM quotes. Lengths are bounded by what is there.
package struct ProtobufReader {
    /// A field's content.
    package enum Value {
        case number(UInt64)
        case bytes([UInt8])
    }
    /// The most fields of one message.
    package static let maximumFields = 256

    private var reader: ByteReader
    private var fields = 0

    package init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

    /// The next field's number and content; nil at the end. Fields of fixed width are read as numbers; groups are refused.
    package mutating func next() throws(WireError) -> (number: UInt64, value: Value)? {
        guard reader.remaining > 0 else { return nil }
        fields += 1
        guard fields <= Self.maximumFields else { throw .tooLong(limit: Self.maximumFields) }
        let key = try varint()
        guard key >> 3 > 0 else { throw .invalid("a field with the number 0") }
        switch key & 7 {
        case 0: return (key >> 3, .number(try varint()))
        case 1: return (key >> 3, .number(try reader.littleEndian()))
        case 2:
            guard let length = Int(exactly: try varint()), length <= reader.remaining else { throw .truncated }
            return (key >> 3, .bytes(try reader.fixed(length)))
        case 5: return (key >> 3, .number(UInt64(try reader.littleEndian(UInt32.self))))
        default: throw .invalid("a field of an unknown wire type")
        }
    }

    private mutating func varint() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var byte: UInt8
        repeat {
            byte = try reader.u8()
            // The tenth byte has the last bit, and none follows it.
            guard shift < 63 || byte <= 1 else { throw .invalid("a number of more than 64 bits") }
            value |= UInt64(byte & 0x7f) << shift
            shift += 7
        } while byte >= 0x80
        return value
    }
}
