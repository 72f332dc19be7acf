/// Which 256 hashes of the tree a tile holds: those of the subtrees of 2^(8·level) leaves, from number 256·number on.
public struct TilePlace: Hashable, Sendable {
    /// How many hashes a tile has.
    static let width = 256
    /// log₂ of the width.
    static let height = 8
    /// The highest level of a ledger of the largest size.
    public static let maximumLevel: UInt8 = 5

    /// How often an answer may need another tile: no path crosses more of them.
    static let maximumRounds = 64

    /// 0 for leaves.
    public let level: UInt8
    /// Counted from 0 on each level.
    public let number: UInt64

    /// A place from its parts.
    public init(level: UInt8, number: UInt64) { (self.level, self.number) = (level, number) }

    /// The tile from which the hash at a binary level, of 2^level leaves, follows.
    init(holding level: Int, _ index: Int) {
        self.init(level: UInt8(level / Self.height), number: UInt64(index >> (Self.height - level % Self.height)))
    }
}

/// 256 hashes of the tree and all that follow from them.
struct HashTile: Sendable {
    // levels[j] holds 256 >> j hashes.
    private let levels: [[TreeHash]]

    /// A tile of exactly 256 hashes.
    init?(_ hashes: [TreeHash]) {
        guard hashes.count == TilePlace.width else { return nil }
        var levels = [hashes]
        while let last = levels.last, last.count > 1 { levels.append(MerkleTree.parents(of: last)) }
        self.levels = levels
    }

    /// Reads 8,192 bytes; nil for another length.
    init?(bytes: [UInt8]) {
        guard bytes.count == TilePlace.width * TreeHash.byteCount else { return nil }
        self.init(stride(from: 0, to: bytes.count, by: TreeHash.byteCount).compactMap { TreeHash(bytes[$0..<$0 + TreeHash.byteCount]) })
    }

    /// 8,192 bytes.
    var bytes: [UInt8] { levels[0].flatMap(\.bytes) }

    /// The hash that the tile amounts to, which is one of the tile above.
    var root: TreeHash { levels[TilePlace.height][0] }

    /// The hash at `index` of a binary level of the whole tree that the tile covers.
    func hash(level: Int, index: Int) -> TreeHash {
        let row = levels[level % TilePlace.height]
        return row[index % row.count]
    }
}
