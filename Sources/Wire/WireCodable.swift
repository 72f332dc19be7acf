/// A value with one byte encoding.
public protocol WireEncodable {
    /// Appends the value's encoding.
    func encode(into writer: inout ByteWriter)
}

/// A value that can be read from its byte encoding.
public protocol WireDecodable {
    /// Reads the value, leaving what follows it.
    init(from reader: inout ByteReader) throws(WireError)
}

/// A value that is written and read in the same form.
public typealias WireCodable = WireEncodable & WireDecodable

extension WireEncodable {
    /// The value's encoding.
    public var wireBytes: [UInt8] {
        var writer = ByteWriter()
        encode(into: &writer)
        return writer.bytes
    }
}

extension WireDecodable {
    /// Reads a value that must fill `bytes` exactly.
    public init(wireBytes bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        self = try Self(from: &reader)
        try reader.finish()
    }
}
