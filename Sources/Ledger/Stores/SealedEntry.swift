/// One entry as a store keeps it: opaque bytes at a sequence number.
public struct SealedEntry: Hashable, Sendable {
    /// The longest entry, in bytes: a record of the largest size, padded and sealed.
    public static let maximumBytes = LedgerRecord.maximumBytes + (LedgerRecord.maximumBytes >> 3) + 256

    /// The entry's place in the log, counted from 0.
    public let sequence: UInt64
    /// The sealed bytes; their form is the journal's business.
    public let bytes: [UInt8]

    /// An entry from its parts.
    public init(sequence: UInt64, bytes: [UInt8]) {
        self.sequence = sequence
        self.bytes = bytes
    }
}
