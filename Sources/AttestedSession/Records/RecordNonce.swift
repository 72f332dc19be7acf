import Wire

/// A record's nonce, 12 bytes: sequence 4, big-endian ‖ the record's own part 8.
enum RecordNonce {
    private static let sequenceBytes = 4

    /// Lends memory for a nonce whose sequence is filled in, and the place for its own part: with room for a whole hash, of which the nonce takes
    /// the beginning.
    static func with<Result>(
        _ sequence: UInt64, _ body: (_ nonce: UnsafeRawBufferPointer, _ part: UnsafeMutableRawBufferPointer) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(byteCount: sequenceBytes + KeyedHash.bytes, alignment: 8) { memory in
            memory.storeBytes(of: UInt32(truncatingIfNeeded: sequence).bigEndian, as: UInt32.self)
            let part = UnsafeMutableRawBufferPointer(rebasing: memory[sequenceBytes...])
            return body(UnsafeRawBufferPointer(rebasing: memory.prefix(sequenceBytes + RecordFormat.nonceBytes)), part)
        }
    }
}
