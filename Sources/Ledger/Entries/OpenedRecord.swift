/// A record as it is replayed when a journal opens: verified, in order.
public struct OpenedRecord: Sendable {
    /// The entry's sequence number.
    public let sequence: UInt64
    /// The epoch in which it was written.
    public let epoch: UInt64
    /// What was appended.
    public let record: LedgerRecord
}
