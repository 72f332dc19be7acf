import Testing
import Wire

@testable import Ledger

@Suite struct TileTests {
    static func leaf(_ index: Int) -> TreeHash { MerkleTree.leafHash([UInt8(index & 255), UInt8(index >> 8 & 255), UInt8(index >> 16)]) }

    static func tree(_ count: Int) -> MerkleTree {
        var tree = MerkleTree()
        for index in 0..<count { tree.append(leaf(index)) }
        return tree
    }

    /// Answers from the tiles alone, each verified on the way.
    static func answer<Value>(
        _ tree: inout MerkleTree, _ pieces: [StoredPiece.Name: [UInt8]], _ body: (MerkleTree) throws(TreeError) -> Value
    ) async throws -> Value {
        let store = MemoryLedgerStore(pieces: pieces)
        for _ in 0..<TilePlace.maximumRounds {
            let copy = tree
            switch Result(catching: { () throws(TreeError) in try body(copy) }) {
            case .success(let value): return value
            case .failure(.refused(let error)): throw error
            case .failure(.missing(let place)):
                try await store.loadTile(place) { tile, place in Result { () throws(TreeError) in try tree.load(tile, at: place) } }
            }
        }
        throw LedgerError.noSuchTree(0)
    }

    @Test(arguments: [1, 2, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_537, 66_000])
    func `A tree that knows only its open tiles grows and proves as one that knows everything`(_ count: Int) async throws {
        var whole = Self.tree(count)
        let open = try whole.openTiles(size: UInt64(count))
        #expect(open.allSatisfy { $0.count < 256 })
        let pieces = Dictionary(uniqueKeysWithValues: try whole.fullTiles(from: 0, to: UInt64(count)).map { ($0.name, $0.bytes) })
        var known = try #require(MerkleTree(size: UInt64(count), openTiles: open))
        #expect(known.root == whole.root && known.size == whole.size)
        for index in count..<count + 300 {
            whole.append(Self.leaf(index))
            known.append(Self.leaf(index))
        }
        #expect(known.root == whole.root)
        for index in Set([0, 1, count / 2, count - 1, count, count + 299]) {
            for size in Set([count, count + 1, count + 300]) where index < size {
                let proof = try await Self.answer(&known, pieces) { tree throws(TreeError) in
                    try tree.findInclusion(index: UInt64(index), size: UInt64(size))
                }
                #expect(try proof == whole.inclusionProof(index: UInt64(index), size: UInt64(size)))
                try ProofVerifier.verify(proof, leaf: Self.leaf(index), root: whole.root(size: UInt64(size)))
            }
        }
        for old in Set([0, 1, count / 3, count - 1, count, count + 7]) {
            let proof = try await Self.answer(&known, pieces) { tree throws(TreeError) in
                try tree.findConsistency(from: UInt64(old), to: UInt64(count + 300))
            }
            #expect(try proof == whole.consistencyProof(from: UInt64(old), to: UInt64(count + 300)))
        }
        // What a store keeps by now may be forgotten, and comes back verified.
        whole.forget(below: UInt64(count))
        #expect(whole.root == known.root)
    }

    @Test func `[41][105] A tile that is missing, or with any hash changed, proves nothing`() async throws {
        let whole = Self.tree(66_000)
        let pieces = Dictionary(uniqueKeysWithValues: try whole.fullTiles(from: 0, to: 66_000).map { ($0.name, $0.bytes) })
        #expect(pieces.count == 257 + 1)
        let open = try whole.openTiles(size: 66_000)
        for (place, isAbove) in [(TilePlace(level: 0, number: 0), false), (TilePlace(level: 1, number: 0), true)] {
            let good = try #require(pieces[.tile(place)])
            var damages: [[UInt8]?] = [nil, Array(good.dropLast()), good + [0], []]
            for byte in stride(from: 0, to: good.count, by: 511) {
                var changed = good
                changed[byte] ^= 1
                damages.append(changed)
            }
            for damage in damages {
                var bad = pieces
                bad[.tile(place)] = damage
                var known = try #require(MerkleTree(size: 66_000, openTiles: open))
                let error = await ledgerError {
                    _ = try await Self.answer(&known, bad) { tree throws(TreeError) in try tree.findInclusion(index: 5, size: 66_000) }
                }
                #expect(error == .of(.damagedStore), "\(isAbove)")
            }
        }
    }

    @Test func `Open tiles of other sizes than the tree's are refused`() throws {
        let open = try Self.tree(600).openTiles(size: 600)
        #expect(open.map(\.count) == [88, 2])
        for size in [0, 599, 601, 88, 344, UInt64.max] { #expect(MerkleTree(size: size, openTiles: open) == nil, "\(size)") }
        #expect(MerkleTree(size: 600, openTiles: [open[0]]) == nil)
        #expect(MerkleTree(size: 600, openTiles: open + [[]]) == nil)
    }
}
