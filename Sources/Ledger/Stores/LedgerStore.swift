/// An untrusted place that keeps a ledger's entries in order, and pieces that make opening it quick. The journal seals before it writes and verifies all that it reads.
public protocol LedgerStore: Sendable {
    /// The number of entries: one more than the highest sequence number kept, 0 for none.
    func head() async throws -> UInt64

    /// The entries with the sequence numbers from `first`, ascending: at most `count`, and at least one if there is any. A store may return fewer than asked for.
    func read(from first: UInt64, count: Int) async throws -> [SealedEntry]

    /// Appends all the entries or none, if the store has exactly `position` entries; durable on return.
    ///
    /// Throws `LedgerError.Code.conflict` if the store has another number of entries. After any error the caller must not append again through
    /// this store: what is durable is known only after the store was opened anew.
    func append(_ entries: [SealedEntry], at position: UInt64) async throws

    /// The sizes at which pieces of a snapshot are kept, ascending.
    func snapshots() async throws -> [UInt64]

    /// A piece, or nil if there is none of that name.
    func piece(_ name: StoredPiece.Name) async throws -> [UInt8]?

    /// Keeps all the pieces or none, replacing those of the same names; durable on return. An error is as grave as one of `append`.
    func keep(_ pieces: [StoredPiece]) async throws

    /// Removes all pieces of the snapshot at a size. An error is as grave as one of `append`.
    func removeSnapshot(at size: UInt64) async throws

    /// Lets go of what the store holds, such as files and locks. Nothing else works afterwards.
    func close() async
}

extension LedgerStore {
    /// Nothing is held.
    public func close() async {}
}
