/// Where the store's past is not what the ledger's head says.
public struct PastReport: Hashable, Sendable {
    /// The most damage that is named.
    public static let maximumNamed = 64

    /// How many entries were read.
    public let verified: UInt64
    /// Entries that are missing or damaged, ascending; no more than 64 of them.
    public let damaged: [UInt64]
    /// How many tiles are missing or wrong.
    public let damagedTiles: Int
    /// How many entries a repair left out, with nothing in their places: they can be proved no more.
    public let leftOut: UInt64

    /// Whether all is as it was written, or as a repair left it.
    public var isWhole: Bool { damaged.isEmpty && damagedTiles == 0 }
}

extension Journal {
    /// Verifies the entries and tiles that an opening from a snapshot did not read, beside whatever else goes on.
    ///
    /// Each entry is opened in its place after the leaf that the tree has for the one before it. Throws only if the store fails, or for cancellation.
    public func verifyPast(to end: UInt64) async throws -> PastReport {
        var (damaged, tiles, next, verified, leftOut) = ([UInt64](), Set<TilePlace>(), UInt64(0), UInt64(0), UInt64(0))
        func note(_ sequence: UInt64) { if damaged.count < PastReport.maximumNamed { damaged.append(sequence) } }
        while next < end {
            try Task.checkCancellation()
            let page = try await store.read(from: next, count: Self.pastPage)
            let stop = min(end, next + UInt64(Self.pastPage))
            let found = Dictionary(page.map { ($0.sequence, $0) }) { first, _ in first }
            let last = page.last.map { min($0.sequence + 1, stop) } ?? stop
            for sequence in next..<max(last, next + 1) {
                do {
                    if found[sequence]?.bytes.isEmpty == true {
                        leftOut += 1
                    } else if let entry = found[sequence], try await isGenuine(entry) {
                        verified += 1
                    } else {
                        note(sequence)
                    }
                } catch let error as LedgerError where error.code == .damagedStore {
                    tiles.insert(TilePlace(level: 0, number: sequence >> UInt64(TilePlace.height)))
                    note(sequence)
                }
            }
            next = max(last, next + 1)
            await Task.yield()
        }
        return PastReport(verified: verified, damaged: damaged, damagedTiles: tiles.count, leftOut: leftOut)
    }

    private static var pastPage: Int { 256 }

    private func isGenuine(_ entry: SealedEntry) async throws -> Bool {
        let sequence = entry.sequence
        let (leaf, previousHead) = try await leafAndHead(sequence)
        return EntryCheck(keys: keys, origin: origin).isGenuine(entry, after: previousHead, leaf: leaf)
    }

    /// The leaf hash of an entry and of the one before it, from verified tiles where they are not in memory.
    func leafAndHead(_ sequence: UInt64) async throws -> (leaf: TreeHash, previousHead: TreeHash) {
        try await proving { [origin] tree throws(TreeError) in
            guard sequence < tree.size else { throw .refused(.noSuchTree(sequence)) }
            return (
                try tree.node(level: 0, index: Int(sequence)),
                sequence == 0 ? EntryPosition.firstHead(of: origin) : try tree.node(level: 0, index: Int(sequence) - 1)
            )
        }
    }
}
