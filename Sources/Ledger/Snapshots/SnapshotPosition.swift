import Wire

/// What all parts of a snapshot are bound to: the place in the log after which the state was as the snapshot says.
struct SnapshotPosition: Hashable {
    /// The epoch whose key seals the parts, and in which entry `size − 1` was written.
    let epoch: UInt64
    /// How many entries the state follows from.
    let size: UInt64
    /// The leaf hash of entry `size − 1`.
    let head: TreeHash
    /// The root of the tree over the first `size` entries.
    let root: TreeHash
}

extension SnapshotPosition: WireEncodable, WireDecodable {
    func encode(into writer: inout ByteWriter) {
        writer.u64(epoch)
        writer.u64(size)
        writer.value(head)
        writer.value(root)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        epoch = try reader.u64()
        size = try reader.u64()
        head = try reader.value()
        root = try reader.value()
        guard epoch > 0, size > 0, size <= EntryChain.maximumEntries else { throw .invalid("a snapshot's position that no ledger has") }
    }
}
