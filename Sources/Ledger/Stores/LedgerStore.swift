/// An untrusted place that keeps a ledger's entries in order. The journal seals before it writes and verifies all that it reads.
public protocol LedgerStore: Sendable {
    /// The number of entries: one more than the highest sequence number kept, 0 for none.
    func count() async throws -> UInt64

    /// The entries with the sequence numbers from `first`, ascending: at most `count`, and at least one if there is any. A store may return fewer than asked for.
    func read(from first: UInt64, count: Int) async throws -> [SealedEntry]

    /// Appends all the entries or none, if the store has exactly `position` entries; durable on return.
    ///
    /// Throws `LedgerError.Code.conflict` if the store has another number of entries. After any error the caller must not append again through
    /// this store: what is durable is known only after the store was opened anew.
    func append(_ entries: [SealedEntry], at position: UInt64) async throws
}
