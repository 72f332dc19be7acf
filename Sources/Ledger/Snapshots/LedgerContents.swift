/// What the records of a ledger amount to, as far as the journal must know: it applies them, or takes up the items of a snapshot instead.
///
/// A snapshot is a sequence of items, opaque to the ledger, so that a large state is never in memory as one encoding.
public protocol LedgerContents {
    /// Names the encoding of the items, such as `example/state/v1`; at most 64 bytes.
    static var snapshotFormat: String { get }

    /// Nothing yet.
    init()

    /// Applies a record of the log.
    mutating func apply(_ opened: OpenedRecord) throws

    /// Takes up the next item of a snapshot; throws for one that no version of this software wrote there.
    mutating func restore(_ item: [UInt8]) throws

    /// Called after the last item: throws if there should have been more.
    mutating func finishRestoring() throws
}

/// Bounds of a snapshot's items.
public enum SnapshotItem {
    /// The longest item, in bytes.
    public static let maximumBytes = 32 << 20
}
