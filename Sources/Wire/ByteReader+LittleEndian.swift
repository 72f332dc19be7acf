extension ByteReader {
    /// Reads an integer with its least byte first, as processor vendors write theirs.
    public mutating func littleEndian<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type = Integer.self
    ) throws(WireError) -> Integer {
        guard remaining >= Integer.bitWidth / 8 else { throw .truncated }
        var value: Integer = 0
        for place in 0..<Integer.bitWidth / 8 { value |= Integer(try u8()) << Integer(place * 8) }
        return value
    }
}
