import Wire

/// A snapshot that was made.
public struct SnapshotSummary: Hashable, Sendable {
    /// How many entries it stands for.
    public let size: UInt64
    /// The entry that confirms it.
    public let entry: UInt64
    /// Its sealed length in bytes.
    public let bytes: UInt64
}

extension Journal {
    /// Seals a snapshot of what the first `size` entries amount to, beside the appends that go on, and appends an entry that confirms it.
    ///
    /// Those entries must be durable. At most one snapshot is made at a time, and the newest two are kept. An error of the store poisons the journal
    /// as that of an append does, at the next one.
    ///
    /// - Parameter items: What `LedgerContents.restore` takes up, in order; read one by one.
    public func snapshot(
        at size: UInt64, format: String, items: some Sequence<[UInt8]> & Sendable
    ) async throws -> SnapshotSummary {
        try snapshots.withLock { state in Result { () throws(LedgerError) in try state.begin(at: size) } }.get()
        do {
            let summary = try await make(at: size, format, items)
            let previous = snapshots.withLock { state in
                state.end(at: size)
                return state.previous
            }
            // Only now do the older ones lose their use.
            for old in try await store.snapshots() where old < size && old != previous { try await store.removeSnapshot(at: old) }
            return summary
        } catch {
            snapshots.withLock { $0.end(at: nil) }
            throw error
        }
    }

    private func make(at size: UInt64, _ format: String, _ items: some Sequence<[UInt8]>) async throws -> SnapshotSummary {
        let last = snapshots.withLock { $0.last }
        let (position, openTiles, tiles) = try withTree { durable throws(LedgerError) in
            do throws(TreeError) {
                guard size > 0, size <= durable.tree.size else { throw .refused(.noSuchTree(size)) }
                let position = SnapshotPosition(
                    epoch: epoch, size: size, head: try durable.tree.node(level: 0, index: Int(size) - 1),
                    root: try durable.tree.findRoot(size: size))
                return (position, try durable.tree.openTiles(size: size), try durable.tree.fullTiles(from: last, to: size))
            } catch { throw LedgerError(error) }
        }
        for start in stride(from: 0, to: tiles.count, by: Self.tilesAtOnce) {
            try await store.keep(Array(tiles[start..<min(start + Self.tilesAtOnce, tiles.count)]))
        }
        let cipher = try SnapshotCipher(keys: keys, origin: origin, position: position)
        var digest = SnapshotDigest(origin: origin, position: position)
        var cutter = SnapshotCutter(items)
        var (content, isLast, index, total) = (SnapshotHeader(format: format, openTiles: openTiles).wireBytes, false, UInt32(0), UInt64(0))
        while true {
            guard index < SnapshotPart.maximumParts else { throw LedgerError(.full, "The snapshot has more parts than it may have.") }
            let sealed = try cipher.seal(content, index: index, isLast: isLast).wireBytes
            digest.add(sealed)
            total += UInt64(sealed.count)
            try await store.keep([StoredPiece(.snapshot(size: size, part: index), sealed)])
            guard !isLast else { break }
            index += 1
            (content, isLast) = try cutter.next()
        }
        let pending = try enqueue([SnapshotClaim(size: size, digest: digest.value).record], kind: .snapshot)
        try await pending.durable()
        try withTree { durable throws(LedgerError) in durable.tree.forget(below: size) }
        return SnapshotSummary(size: size, entry: pending.sequences.lowerBound, bytes: total)
    }

    /// Full tiles written at once: 1 MiB.
    private static var tilesAtOnce: Int { 128 }
}
