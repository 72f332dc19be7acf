import Attestation

/// What a home has seen of Intel's documents and of all vendors' revocation lists: asked, and fed, by the commands that verify evidence (docs/spec/intel-collateral.md).
struct RememberedCollateral {
    /// Nil where nothing is remembered.
    private let folder: HomeFolder?
    /// What was seen so far, for verifiers; it takes in what they verify.
    let cache: CollateralCache

    /// The memory of a home that exists. Another moment than now asks only a home that was named: older documents were right in their time.
    ///
    /// Throws for a home that is open to others, and for a memory that is damaged: it is never taken for an empty one.
    init(_ home: HomeOptions, at moment: UInt64?) throws {
        try self.init(in: home.path != nil || moment == nil && LocalFile.exists(home.folder.path) ? home.folder : nil)
    }

    /// The memory of a folder; of none, an empty one that nobody keeps.
    init(in folder: HomeFolder?) throws {
        self.init(in: folder, cache: CollateralCache(remembering: try folder.map(Self.read) ?? CollateralMemory()))
    }

    /// What a cache has seen, to be stored in a folder.
    init(in folder: HomeFolder?, cache: CollateralCache) { (self.folder, self.cache) = (folder, cache) }

    /// Stores what was seen, together with what another process stored meanwhile.
    func keep() throws {
        guard let folder, !cache.memory.isEmpty else { return }
        try folder.locked {
            var memory = try Self.read(folder)
            let before = memory
            memory.merge(cache.memory)
            if memory != before { try folder.write(Array(memory.text.utf8), to: .collateral) }
        }
    }

    private static func read(_ folder: HomeFolder) throws -> CollateralMemory {
        try folder.check()
        guard folder.exists(.collateral) else { return CollateralMemory() }
        guard let memory = try? CollateralMemory(text: String(decoding: try folder.read(.collateral), as: UTF8.self)) else {
            throw LocalFileError(folder.filePath(.collateral), "is damaged: it is not what cloister wrote there")
        }
        return memory
    }
}
