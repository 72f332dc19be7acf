import Crypto
import Wire

/// What the log says of a snapshot: a hash over its place and the sealed bytes of its parts.
struct SnapshotDigest {
    private let origin: LedgerOrigin
    private let position: SnapshotPosition
    private var parts: [TreeHash] = []

    init(origin: LedgerOrigin, position: SnapshotPosition) { (self.origin, self.position) = (origin, position) }

    mutating func add(_ sealed: [UInt8]) { parts.append(TreeHash(SHA256.hash(data: sealed))) }

    var value: TreeHash {
        var writer = ByteWriter(capacity: 512 + 32 * parts.count)
        writer.string("cloister/ledger-snapshot-digest/v1")
        writer.string(origin.name)
        writer.value(position)
        writer.array(parts) { writer, hash in writer.value(hash) }
        return TreeHash(SHA256.hash(data: writer.bytes))
    }
}
