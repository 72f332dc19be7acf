extension MerkleTree {
    /// How many levels of tiles a tree of that size has begun.
    static func tileLevels(size: UInt64) -> Int {
        var (levels, count) = (0, size)
        while count > 0 {
            levels += 1
            count >>= UInt64(TilePlace.height)
        }
        return levels
    }

    /// The first hash of the tile that is not yet full, of a tree of that size.
    private static func openStart(_ level: Int, size: UInt64) -> Int {
        Int(size >> UInt64(level * TilePlace.height)) & ~(TilePlace.width - 1)
    }

    /// The hashes of the tiles that are not yet full, from the leaves upwards: all that a tree of that size needs in order to grow.
    func openTiles(size: UInt64) throws(TreeError) -> [[TreeHash]] {
        guard size <= self.size else { throw .refused(.noSuchTree(size)) }
        var tiles: [[TreeHash]] = []
        for level in 0..<Self.tileLevels(size: size) {
            var hashes: [TreeHash] = []
            for index in Self.openStart(level, size: size)..<Int(size >> UInt64(level * TilePlace.height)) {
                hashes.append(try node(level: level * TilePlace.height, index: index))
            }
            tiles.append(hashes)
        }
        return tiles
    }

    /// A tree of which only the tiles that are not yet full are known; nil if they are not those of a tree of that size.
    init?(size: UInt64, openTiles: [[TreeHash]]) {
        guard size <= EntryChain.maximumEntries, openTiles.count == Self.tileLevels(size: size) else { return nil }
        self.init()
        levels = []
        for (level, hashes) in openTiles.enumerated() {
            let start = Self.openStart(level, size: size)
            guard start + hashes.count == Int(size >> UInt64(level * TilePlace.height)) else { return nil }
            var row = hashes
            for step in 0..<TilePlace.height {
                levels.append(Level(first: start >> step, hashes: row))
                row = Self.parents(of: row)
            }
        }
        while levels.count > 1, let last = levels.last, last.count == 0 { levels.removeLast() }
        if levels.isEmpty { levels = [Level()] }
    }

    /// The tiles that became full while the tree grew from one size to another; both at least as large as the tree's last `forget`.
    func fullTiles(from oldSize: UInt64, to newSize: UInt64) throws(TreeError) -> [StoredPiece] {
        var pieces: [StoredPiece] = []
        for level in 0..<Self.tileLevels(size: newSize) {
            let shift = UInt64((level + 1) * TilePlace.height)
            for number in (oldSize >> shift)..<(newSize >> shift) {
                var bytes: [UInt8] = []
                bytes.reserveCapacity(TilePlace.width * TreeHash.byteCount)
                for index in 0..<TilePlace.width {
                    bytes += try node(level: level * TilePlace.height, index: Int(number) << TilePlace.height + index).bytes
                }
                pieces.append(StoredPiece(.tile(TilePlace(level: UInt8(level), number: number)), bytes))
            }
        }
        return pieces
    }

    /// Drops the hashes that are in full tiles of a tree of that size, which a store keeps by now.
    mutating func forget(below size: UInt64) {
        for level in levels.indices {
            let (tile, step) = (level / TilePlace.height, level % TilePlace.height)
            let first = Self.openStart(tile, size: min(size, self.size)) >> step
            guard first > levels[level].first else { continue }
            levels[level].hashes.removeFirst(min(first - levels[level].first, levels[level].hashes.count))
            levels[level].first = first
        }
    }
}
