/// An event that no state of this ledger can have led to: the ledger is another program's, or damaged.
public struct ReplayError: Error, Equatable, Sendable, CustomStringConvertible {
    /// How many events were applied before it.
    public let eventCount: UInt64

    /// One sentence for people.
    public var description: String {
        "The event after the first \(eventCount) does not follow from them; the ledger was written by another version, or is damaged."
    }
}
