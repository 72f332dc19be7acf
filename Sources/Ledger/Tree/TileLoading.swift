extension LedgerStore {
    /// Reads the tile at a place, and those above it that its verification needs; `load` takes each into the tree.
    nonisolated(nonsending) func loadTile(
        _ place: TilePlace, _ load: (HashTile, TilePlace) -> Result<Bool, TreeError>
    ) async throws {
        var wanted = [place]
        while let next = wanted.last {
            guard let bytes = try await piece(.tile(next)), let tile = HashTile(bytes: bytes) else { throw LedgerError.damagedTile(next) }
            switch load(tile, next) {
            case .success(true): wanted.removeLast()
            case .success(false): throw LedgerError.damagedTile(next)
            case .failure(.refused(let error)): throw error
            case .failure(.missing(let above)):
                guard above.level > next.level else { throw LedgerError.damagedTile(above) }
                wanted.append(above)
            }
        }
    }

    /// The root of the first `size` leaves of a tree whose older hashes are in tiles.
    nonisolated(nonsending) func root(of tree: inout MerkleTree, size: UInt64) async throws -> TreeHash {
        // Each round adds a tile that the root needs; a tree has no more of them.
        for _ in 0..<TilePlace.maximumRounds {
            let outcome = Result { () throws(TreeError) in try tree.findRoot(size: size) }
            switch outcome {
            case .success(let root): return root
            case .failure(.refused(let error)): throw error
            case .failure(.missing(let place)):
                try await loadTile(place) { tile, place in
                    Result { () throws(TreeError) in try tree.load(tile, at: place) }
                }
            }
        }
        throw LedgerError.noSuchTree(size)
    }
}
