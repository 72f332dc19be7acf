extension MerkleTree {
    /// The hash of the leaf at an index, or nil beyond the end and where it is not in memory.
    public func leaf(at index: UInt64) -> TreeHash? { index < size ? try? node(level: 0, index: Int(index)) : nil }

    /// The root of the first `size` leaves.
    public func root(size: UInt64) throws(LedgerError) -> TreeHash {
        do { return try findRoot(size: size) } catch { throw LedgerError(error) }
    }

    /// The proof that the leaf at `index` is in the tree of the first `size` leaves.
    public func inclusionProof(index: UInt64, size: UInt64) throws(LedgerError) -> InclusionProof {
        do { return try findInclusion(index: index, size: size) } catch { throw LedgerError(error) }
    }

    /// The proof that the tree of the first `oldSize` leaves is a prefix of the tree of the first `newSize`.
    public func consistencyProof(from oldSize: UInt64, to newSize: UInt64) throws(LedgerError) -> ConsistencyProof {
        do { return try findConsistency(from: oldSize, to: newSize) } catch { throw LedgerError(error) }
    }

    func findRoot(size: UInt64) throws(TreeError) -> TreeHash {
        guard size <= self.size else { throw .refused(.noSuchTree(size)) }
        return size == 0 ? Self.emptyRoot : try hash(from: 0, to: Int(size))
    }

    func findInclusion(index: UInt64, size: UInt64) throws(TreeError) -> InclusionProof {
        guard size <= self.size else { throw .refused(.noSuchTree(size)) }
        guard index < size else {
            throw .refused(LedgerError(.unknownSequence, "The ledger of that size has no entry \(index).", sequence: index))
        }
        var path: [TreeHash] = []
        var (start, end) = (0, Int(size))
        while end - start > 1 {
            let middle = start + Self.split(end - start)
            if Int(index) < middle {
                path.append(try hash(from: middle, to: end))
                end = middle
            } else {
                path.append(try hash(from: start, to: middle))
                start = middle
            }
        }
        return InclusionProof(index: index, size: size, path: path.reversed())
    }

    func findConsistency(from oldSize: UInt64, to newSize: UInt64) throws(TreeError) -> ConsistencyProof {
        guard newSize <= size else { throw .refused(.noSuchTree(newSize)) }
        guard oldSize <= newSize else { throw .refused(.noSuchTree(oldSize)) }
        var path: [TreeHash] = []
        if oldSize > 0, oldSize < newSize {
            var (start, end, isWholeOldTree) = (0, Int(newSize), true)
            while end != Int(oldSize) {
                let middle = start + Self.split(end - start)
                if Int(oldSize) <= middle {
                    path.append(try hash(from: middle, to: end))
                    end = middle
                } else {
                    path.append(try hash(from: start, to: middle))
                    start = middle
                    isWholeOldTree = false
                }
            }
            if !isWholeOldTree { path.append(try hash(from: start, to: end)) }
        }
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, path: path.reversed())
    }
}
