extension LedgerRepair {
    private static let pageEntries = 256

    /// From the first entry on: twice over all entries, so that nothing is written before all is known to be there.
    func fromEntries(to count: UInt64, into fresh: any LedgerStore, _ remembered: Checkpoint?) async throws -> Report {
        var (log, entries) = (LogReader(EntryChain(keys: keys, origin: origin), MerkleTree()), MergedEntries(damaged: damaged, copy: copy))
        while log.chain.next < count { _ = try await entries.next(&log) }
        var tree = log.tree
        if let remembered { try await Journal.check(&tree, damaged, origin, against: remembered) }
        let restored = entries.restored
        var again = LogReader(EntryChain(keys: keys, origin: origin), MerkleTree())
        var page: [SealedEntry] = []
        while again.chain.next < count {
            page.append(try await entries.next(&again))
            try await write(&page, to: fresh, isLast: again.chain.next == count)
        }
        return Report(size: count, snapshot: nil, restored: restored, lost: [], lostCount: 0)
    }

    /// From a snapshot on, with what is left of the entries before it.
    func fromSnapshot(at size: UInt64, to count: UInt64, into fresh: any LedgerStore, _ remembered: Checkpoint?) async throws -> Report {
        let snapshot = try await SnapshotReader(store: damaged, keys: keys, origin: origin, size: size).readParts { _ in }
        var (log, entries) = (
            LogReader(EntryChain(keys: keys, origin: origin, after: snapshot.position), snapshot.tree),
            MergedEntries(damaged: damaged, copy: copy)
        )
        while log.chain.next < count { _ = try await entries.next(&log) }
        guard log.claims.contains(SnapshotClaim(size: size, digest: snapshot.digest)) else {
            throw LedgerError(.damagedSnapshot, "No entry of the log confirms the snapshot at \(size).", sequence: size)
        }
        var tree = log.tree
        if let remembered { try await Journal.check(&tree, damaged, origin, against: remembered) }

        entries = MergedEntries(damaged: damaged, copy: copy)
        var (page, lost, lostCount) = ([SealedEntry](), [UInt64](), UInt64(0))
        for sequence in 0..<size {
            if let entry = await past(sequence, &tree, &entries) {
                page.append(entry)
            } else {
                // Keeps the place: no reader takes it for an entry.
                page.append(SealedEntry(sequence: sequence, bytes: []))
                lostCount += 1
                if lost.count < PastReport.maximumNamed { lost.append(sequence) }
            }
            try await write(&page, to: fresh, isLast: sequence + 1 == size)
        }
        var again = LogReader(EntryChain(keys: keys, origin: origin, after: snapshot.position), snapshot.tree)
        while again.chain.next < count {
            page.append(try await entries.next(&again))
            try await write(&page, to: fresh, isLast: again.chain.next == count)
        }
        try await keepPieces(size, snapshot, &tree, in: fresh)
        return Report(size: count, snapshot: size, restored: entries.restored, lost: lost, lostCount: lostCount)
    }

    private func write(_ page: inout [SealedEntry], to fresh: any LedgerStore, isLast: Bool) async throws {
        guard isLast || page.count >= Self.pageEntries, let first = page.first else { return }
        try await fresh.append(page, at: first.sequence)
        page = []
    }

    private func past(_ sequence: UInt64, _ tree: inout MerkleTree, _ entries: inout MergedEntries) async -> SealedEntry? {
        guard let leaf = try? await node(sequence, &tree) else { return nil }
        var previousHead = EntryPosition.firstHead(of: origin)
        if sequence > 0 {
            guard let head = try? await node(sequence - 1, &tree) else { return nil }
            previousHead = head
        }
        return await entries.past(sequence, after: previousHead, leaf: leaf, EntryCheck(keys: keys, origin: origin))
    }

    private func node(_ sequence: UInt64, _ tree: inout MerkleTree) async throws -> TreeHash {
        let answer = Result { () throws(TreeError) in try tree.node(level: 0, index: Int(sequence)) }
        guard case .failure(.missing(let place)) = answer else { return try answer.get() }
        try await load(place, &tree)
        return try tree.node(level: 0, index: Int(sequence))
    }

    // From the damaged store, or from the copy.
    private func load(_ place: TilePlace, _ tree: inout MerkleTree) async throws {
        for store in [damaged as (any LedgerStore)?, copy] {
            guard let store else { continue }
            let loaded: Void? = try? await store.loadTile(place) { tile, place in
                Result { () throws(TreeError) in try tree.load(tile, at: place) }
            }
            if loaded != nil { return }
        }
        throw LedgerError.damagedTile(place)
    }

    // The parts are those just read, and every tile that verifies.
    private func keepPieces(_ size: UInt64, _ snapshot: SnapshotReader.Result, _ tree: inout MerkleTree, in fresh: any LedgerStore)
        async throws
    {
        for level in 0..<MerkleTree.tileLevels(size: size) {
            for number in 0..<(size >> UInt64((level + 1) * TilePlace.height)) {
                let place = TilePlace(level: UInt8(level), number: number)
                guard (try? await load(place, &tree)) != nil, let tile = tree.tile(at: place) else { continue }
                try await fresh.keep([StoredPiece(.tile(place), tile.bytes)])
            }
        }
        for index in 0..<snapshot.parts {
            guard let part = try await damaged.piece(.snapshot(size: size, part: index)) else { continue }
            try await fresh.keep([StoredPiece(.snapshot(size: size, part: index), part)])
        }
    }
}
