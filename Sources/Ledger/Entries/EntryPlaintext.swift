import Wire

/// A record's encoding, padded so that the ciphertext's length says little: Padmé, and never less than 128 bytes.
enum EntryPlaintext {
    static let minimumBytes = 128

    static func encode(_ record: LedgerRecord) -> [UInt8] {
        let recordBytes = record.encodedBytes
        let total = paddedLength(4 + recordBytes)
        var writer = ByteWriter(capacity: total)
        writer.u32(UInt32(recordBytes))
        writer.value(record)
        writer.fixed(repeatElement(0, count: total - writer.bytes.count))
        return writer.bytes
    }

    /// Refuses a padding that is not zero or not of the one right length.
    static func decode(_ plaintext: [UInt8]) throws(WireError) -> LedgerRecord {
        var reader = ByteReader(plaintext)
        let record = try LedgerRecord(wireBytes: reader.variable(atMost: LedgerRecord.maximumBytes))
        guard plaintext.count == paddedLength(4 + record.encodedBytes) else { throw .invalid("a padding of the wrong length") }
        guard try reader.fixed(reader.remaining).allSatisfy({ $0 == 0 }) else { throw .invalid("a padding that is not zero") }
        return record
    }

    /// The length to which a plaintext of `length` bytes is padded: at most 12 % more beyond 128 bytes.
    static func paddedLength(_ length: Int) -> Int {
        guard length > minimumBytes else { return minimumBytes }
        let exponent = Int.bitWidth - 1 - length.leadingZeroBitCount
        let mantissaBits = Int.bitWidth - exponent.leadingZeroBitCount
        let mask = (1 << (exponent - mantissaBits)) - 1
        return (length + mask) & ~mask
    }
}
