public import Wire

/// What one ledger entry says: named fields, each of which a proof can disclose without the others.
public struct LedgerRecord: Hashable, Sendable {
    /// The most fields in a record.
    public static let maximumFields = 16
    /// The longest encoding of a record, in bytes.
    public static let maximumBytes = 4 << 20

    /// The fields, in the order in which they are committed to.
    public let fields: [Field]

    /// A record of fields; the journal refuses one that breaks the limits.
    public init(fields: [Field]) { self.fields = fields }

    /// The value of the field of that name.
    public subscript(name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

    /// A named value.
    public struct Field: Hashable, Sendable {
        /// The longest name, in bytes.
        public static let maximumNameBytes = 64

        /// 1 to 64 characters of `a`–`z`, `0`–`9`, `-`, `_`, `.`; unique in its record.
        public let name: String
        /// The value, opaque to the ledger.
        public let value: [UInt8]

        /// A field.
        public init(_ name: String, _ value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// Whether the record keeps the rules on number, names and size.
    var isValid: Bool {
        guard !fields.isEmpty, fields.count <= Self.maximumFields else { return false }
        guard Set(fields.map(\.name)).count == fields.count else { return false }
        guard fields.allSatisfy(\.hasValidName) else { return false }
        return encodedBytes <= Self.maximumBytes
    }

    /// The length of the encoding.
    var encodedBytes: Int { fields.reduce(4) { $0 + 8 + $1.name.utf8.count + $1.value.count } }
}

extension LedgerRecord.Field {
    fileprivate var hasValidName: Bool {
        let bytes = name.utf8
        return !bytes.isEmpty && bytes.count <= Self.maximumNameBytes
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
                default: false
                }
            }
    }
}

extension LedgerRecord: WireEncodable, WireDecodable {
    /// Appends the record's encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.array(fields) { writer, field in
            writer.string(field.name)
            writer.variable(field.value)
        }
    }

    /// Reads a record, which must keep the rules on number, names and size.
    public init(from reader: inout ByteReader) throws(WireError) {
        fields = try reader.array(atMost: Self.maximumFields) { reader throws(WireError) in
            Field(try reader.string(atMost: Field.maximumNameBytes), try reader.variable(atMost: Self.maximumBytes))
        }
        guard isValid else { throw .invalid("a ledger record that breaks its rules") }
    }
}
