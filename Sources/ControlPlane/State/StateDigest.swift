import Crypto
import Wire

/// A labelled SHA-256 over the items of a snapshot, each with its length.
struct StateDigest {
    private var hasher = SHA256()

    init() {
        var writer = ByteWriter()
        writer.string("cloister/control-state-digest/v1")
        hasher.update(data: writer.bytes)
    }

    mutating func add(_ item: [UInt8]) {
        var writer = ByteWriter(capacity: 4)
        writer.u32(UInt32(item.count))
        hasher.update(data: writer.bytes)
        hasher.update(data: item)
    }

    var value: [UInt8] { Array(hasher.finalize()) }
}
