extension ByteReader {
    /// Reads an integer of at most eight bytes with its least byte first, as processor vendors write theirs.
    @inlinable
    public mutating func littleEndian<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type = Integer.self
    ) throws(WireError) -> Integer {
        Integer(truncatingIfNeeded: try littleEndian(bytes: Integer.bitWidth / 8))
    }
}
