import Crypto

/// An RFC 6962 Merkle tree that grows by appending and keeps every inner hash: 64 bytes a leaf, proofs in O(log n).
public struct MerkleTree: Sendable {
    // levels[k][i] is the hash of the complete subtree over the 2^k leaves that start at leaf i·2^k.
    private var levels: [[TreeHash]] = [[]]

    /// An empty tree.
    public init() {}

    /// The number of leaves.
    public var size: UInt64 { UInt64(levels[0].count) }

    /// The root of all leaves.
    public var root: TreeHash { levels[0].isEmpty ? Self.emptyRoot : hash(from: 0, to: levels[0].count) }

    /// The hash of the leaf at an index, or nil beyond the end.
    public func leaf(at index: UInt64) -> TreeHash? {
        index < size ? levels[0][Int(index)] : nil
    }

    /// Appends a leaf by its hash.
    public mutating func append(_ leaf: TreeHash) {
        var hash = leaf
        for level in 0... {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
            let count = levels[level].count
            guard count.isMultiple(of: 2) else { return }
            hash = Self.node(levels[level][count - 2], hash)
        }
    }

    /// The root of the first `size` leaves.
    public func root(size: UInt64) throws(LedgerError) -> TreeHash {
        guard size <= self.size else { throw .noSuchTree(size) }
        return size == 0 ? Self.emptyRoot : hash(from: 0, to: Int(size))
    }

    /// The proof that the leaf at `index` is in the tree of the first `size` leaves.
    public func inclusionProof(index: UInt64, size: UInt64) throws(LedgerError) -> InclusionProof {
        guard size <= self.size else { throw .noSuchTree(size) }
        guard index < size else { throw LedgerError(.unknownSequence, "The ledger of that size has no entry \(index).", sequence: index) }
        var path: [TreeHash] = []
        var (start, end) = (0, Int(size))
        while end - start > 1 {
            let middle = start + Self.split(end - start)
            if Int(index) < middle {
                path.append(hash(from: middle, to: end))
                end = middle
            } else {
                path.append(hash(from: start, to: middle))
                start = middle
            }
        }
        return InclusionProof(index: index, size: size, path: path.reversed())
    }

    /// The proof that the tree of the first `oldSize` leaves is a prefix of the tree of the first `newSize`.
    public func consistencyProof(from oldSize: UInt64, to newSize: UInt64) throws(LedgerError) -> ConsistencyProof {
        guard newSize <= size else { throw .noSuchTree(newSize) }
        guard oldSize <= newSize else { throw .noSuchTree(oldSize) }
        var path: [TreeHash] = []
        if oldSize > 0, oldSize < newSize {
            var (start, end, isWholeOldTree) = (0, Int(newSize), true)
            while end != Int(oldSize) {
                let middle = start + Self.split(end - start)
                if Int(oldSize) <= middle {
                    path.append(hash(from: middle, to: end))
                    end = middle
                } else {
                    path.append(hash(from: start, to: middle))
                    start = middle
                    isWholeOldTree = false
                }
            }
            if !isWholeOldTree { path.append(hash(from: start, to: end)) }
        }
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, path: path.reversed())
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

    private static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var hasher = SHA256()
        withUnsafeBytes(of: UInt8(1)) { hasher.update(bufferPointer: $0) }
        left.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        right.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return TreeHash(hasher.finalize())
    }

    // The hash over leaves start..<end of a subtree that begins at `start`: complete subtrees are looked up.
    private func hash(from start: Int, to end: Int) -> TreeHash {
        let count = end - start
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return levels[level][start >> level]
        }
        let middle = start + Self.split(count)
        return Self.node(hash(from: start, to: middle), hash(from: middle, to: end))
    }

    // The largest power of two below `count`, which is at least 2.
    private static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

extension LedgerError {
    fileprivate static func noSuchTree(_ size: UInt64) -> LedgerError {
        LedgerError(.unknownSequence, "The ledger never had, or does not yet have, the size \(size) asked for.", sequence: size)
    }
}
