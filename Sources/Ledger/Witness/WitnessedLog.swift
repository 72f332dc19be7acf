public import Wire

/// A ledger that a witness follows: its origin, and the keys whose checkpoints count as its own.
public struct WitnessedLog: Hashable, Sendable {
    /// The most keys of one ledger.
    public static let maximumKeys = 8

    /// The ledger.
    public let origin: LedgerOrigin
    /// 1 to 8 keys, all named like the origin.
    public let keys: [NoteKey]

    /// A ledger and its keys.
    public init(origin: LedgerOrigin, keys: [NoteKey]) throws(LedgerError) {
        let areOwn = keys.allSatisfy { $0.name == origin.name && $0.algorithm == .ed25519 }
        guard (1...Self.maximumKeys).contains(keys.count), Set(keys).count == keys.count, areOwn else {
            throw LedgerError(.wrongOrigin, "A witness knows 1 to 8 distinct Ed25519 keys of a ledger, each named like its origin.")
        }
        self.origin = origin
        self.keys = keys
    }

    /// The checkpoint in a note, if one of the keys signed it.
    func checkpoint(in note: SignedNote) -> Checkpoint? {
        for key in keys { if let checkpoint = try? Checkpoint(note, key: key) { return checkpoint } }
        return nil
    }
}
