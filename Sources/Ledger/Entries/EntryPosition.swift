import Wire

/// All that an entry's keys, its associated data and its leaf are bound to besides its content.
struct EntryPosition {
    let origin: LedgerOrigin
    let kind: EntryKind
    let epoch: UInt64
    let sequence: UInt64
    /// The leaf hash of the entry before; for the first entry a hash of the origin.
    let previousHead: TreeHash

    /// The head of a ledger without entries.
    static func firstHead(of origin: LedgerOrigin) -> TreeHash {
        var writer = ByteWriter()
        writer.string("cloister/ledger-start/v1")
        writer.string(origin.name)
        return MerkleTree.leafHash(writer.bytes)
    }

    /// The associated data of the sealed entry.
    var associatedData: [UInt8] { labelled("cloister/ledger-entry/v1").bytes }

    /// The leaf over the commitments to the fields.
    func leaf(_ commitments: [TreeHash]) -> TreeHash {
        var writer = labelled("cloister/ledger-leaf/v1")
        writer.array(commitments) { writer, commitment in commitment.withUnsafeBytes { writer.fixed($0) } }
        return MerkleTree.leafHash(writer.bytes)
    }

    private func labelled(_ label: String) -> ByteWriter {
        var writer = ByteWriter(capacity: 512)
        writer.string(label)
        writer.string(origin.name)
        writer.u8(kind.rawValue)
        writer.u64(epoch)
        writer.u64(sequence)
        previousHead.withUnsafeBytes { writer.fixed($0) }
        return writer
    }
}
