import Wire

/// The record of an entry of kind 3: that a snapshot with this digest was made over the first `size` entries.
struct SnapshotClaim: Hashable {
    let size: UInt64
    let digest: TreeHash

    init(size: UInt64, digest: TreeHash) { (self.size, self.digest) = (size, digest) }

    /// Reads the record of the entry at a sequence number; nil unless it has exactly the two fields and speaks of entries before it.
    init?(_ record: LedgerRecord, at sequence: UInt64) {
        guard record.fields.map(\.name) == ["size", "digest"], let sizeBytes = record["size"], sizeBytes.count == 8,
            let digestBytes = record["digest"], let digest = TreeHash(digestBytes)
        else { return nil }
        size = sizeBytes.reduce(0) { $0 << 8 | UInt64($1) }
        self.digest = digest
        guard size > 0, size <= sequence else { return nil }
    }

    var record: LedgerRecord {
        var writer = ByteWriter()
        writer.u64(size)
        return LedgerRecord(fields: [.init("size", writer.bytes), .init("digest", digest.bytes)])
    }
}
