/// Some of a call's records as one message: for each, its length (4 bytes, big-endian) and the record.
package enum BundledRecords {
    /// Bytes of a length.
    package static let lengthBytes = 4

    /// Lends each record in turn to `body`. A message without records, and one that ends inside a length or a record, is malformed.
    package static func forEach(
        in message: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard !message.isEmpty else { throw SessionError(.malformed, "A message holds no record.") }
        var rest = message[...]
        while !rest.isEmpty {
            guard rest.count >= lengthBytes else { throw SessionError(.malformed, "A message ends inside a record's length.") }
            let length = Int(UInt32(bigEndian: UnsafeRawBufferPointer(rebasing: rest.prefix(lengthBytes)).loadUnaligned(as: UInt32.self)))
            rest = rest.dropFirst(lengthBytes)
            guard length <= rest.count else { throw SessionError(.malformed, "A message ends inside a record.") }
            try body(UnsafeRawBufferPointer(rebasing: rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
    }
}
