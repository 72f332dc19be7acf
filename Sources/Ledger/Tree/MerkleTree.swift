import Crypto

/// An RFC 6962 Merkle tree that grows by appending. It keeps the inner hashes of what was added since its last snapshot, 64 bytes a leaf; older ones come
/// in verified tiles.
public struct MerkleTree: Sendable {
    /// The hashes of the complete subtrees of one size, from the first one kept on.
    struct Level: Sendable {
        var first = 0
        var hashes: [TreeHash] = []

        var count: Int { first + hashes.count }
        subscript(index: Int) -> TreeHash? { index >= first && index < count ? hashes[index - first] : nil }
    }

    /// The most verified tiles kept in memory: 4 MiB.
    private static let maximumTiles = 256

    // levels[k][i] is the hash of the complete subtree over the 2^k leaves that start at leaf i·2^k.
    var levels: [Level] = [Level()]
    // Verified.
    private var tiles: [TilePlace: HashTile] = [:]

    /// An empty tree.
    public init() {}

    /// The number of leaves.
    public var size: UInt64 { UInt64(levels[0].count) }

    /// The root of all leaves.
    public var root: TreeHash {
        // The subtrees at the right edge are always in memory.
        guard size > 0, let root = try? hash(from: 0, to: levels[0].count) else { return Self.emptyRoot }
        return root
    }

    /// Appends a leaf by its hash.
    public mutating func append(_ leaf: TreeHash) {
        var hash = leaf
        for level in 0... {
            if level == levels.count { levels.append(Level()) }
            levels[level].hashes.append(hash)
            let count = levels[level].count
            guard count.isMultiple(of: 2), let left = levels[level][count - 2] else { return }
            hash = Self.node(left, hash)
        }
    }

    /// The hash of the complete subtree at an index of a level.
    func node(level: Int, index: Int) throws(TreeError) -> TreeHash {
        guard level < levels.count, index < levels[level].count else { throw .refused(.noSuchTree(UInt64(index) << UInt64(level))) }
        if let hash = levels[level][index] { return hash }
        let place = TilePlace(holding: level, index)
        guard let tile = tiles[place] else { throw .missing(place) }
        return tile.hash(level: level, index: index)
    }

    /// Takes a tile that a store gave, if its root is the one that the tree has: false if not. Throws if that root is in a tile itself.
    mutating func load(_ tile: HashTile, at place: TilePlace) throws(TreeError) -> Bool {
        let above = (Int(place.level) + 1) * TilePlace.height
        guard try node(level: above, index: Int(place.number)) == tile.root else { return false }
        if tiles.count >= Self.maximumTiles { tiles = [:] }
        tiles[place] = tile
        return true
    }

    /// A verified tile that is in memory.
    func tile(at place: TilePlace) -> HashTile? { tiles[place] }

    // The hash over leaves start..<end of a subtree that begins at `start`: complete subtrees are looked up.
    func hash(from start: Int, to end: Int) throws(TreeError) -> TreeHash {
        let count = end - start
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return try node(level: level, index: start >> level)
        }
        let middle = start + Self.split(count)
        return Self.node(try hash(from: start, to: middle), try hash(from: middle, to: end))
    }
}

extension MerkleTree {
    /// The root of no leaves: SHA-256 of the empty string.
    public static let emptyRoot = TreeHash(SHA256().finalize())

    /// The hash of a leaf's bytes.
    public static func leafHash(_ bytes: [UInt8]) -> TreeHash {
        var hasher = SHA256()
        withUnsafeBytes(of: UInt8(0)) { hasher.update(bufferPointer: $0) }
        bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return TreeHash(hasher.finalize())
    }

    static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var hasher = SHA256()
        withUnsafeBytes(of: UInt8(1)) { hasher.update(bufferPointer: $0) }
        left.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        right.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return TreeHash(hasher.finalize())
    }

    /// The hashes of the pairs; a last one without a partner has none.
    static func parents(of hashes: [TreeHash]) -> [TreeHash] {
        stride(from: 0, to: hashes.count - 1, by: 2).map { node(hashes[$0], hashes[$0 + 1]) }
    }

    // The largest power of two below `count`, which is at least 2.
    static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

extension LedgerError {
    static func noSuchTree(_ size: UInt64) -> LedgerError {
        LedgerError(.unknownSequence, "The ledger never had, or does not yet have, the size \(size) asked for.", sequence: size)
    }
}
