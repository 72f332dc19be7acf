extension ByteReader {
    /// Reads an integer with its least byte first, as processor vendors write theirs.
    public mutating func littleEndian<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type = Integer.self
    ) throws(WireError) -> Integer {
        try fixed(Integer.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Integer($1) }
    }
}
