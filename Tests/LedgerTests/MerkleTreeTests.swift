import Testing
import Wire

@testable import Ledger

@Suite struct MerkleTreeTests {
    // The leaves and roots of the certificate-transparency project's reference tests for RFC 6962.
    static let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func tree(_ count: Int = 8) throws -> MerkleTree {
        var tree = MerkleTree()
        for leaf in leaves.prefix(count) { tree.append(MerkleTree.leafHash(try #require([UInt8](hex: leaf)))) }
        return tree
    }

    /// A tree of many leaves that all differ.
    static func large(_ count: Int) -> MerkleTree {
        var tree = MerkleTree()
        for index in 0..<count { tree.append(MerkleTree.leafHash([UInt8(index & 255), UInt8(index >> 8)])) }
        return tree
    }

    @Test func `The roots are those of the reference tests`() throws {
        let whole = try Self.tree()
        for size in 0...8 {
            #expect(try Self.tree(size).root.description == Self.roots[size])
            #expect(try whole.root(size: UInt64(size)).description == Self.roots[size])
        }
    }

    static let inclusionProofs: [(index: UInt64, size: UInt64, path: [String])] = [
        (0, 1, []),
        (
            0, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            5, 8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1, 5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ]

    @Test(arguments: inclusionProofs)
    func `Inclusion proofs are those of the reference tests`(index: UInt64, size: UInt64, path: [String]) throws {
        let proof = try Self.tree().inclusionProof(index: index, size: size)
        #expect(proof.path.map(\.description) == path)
    }

    static let consistencyProofs: [(oldSize: UInt64, newSize: UInt64, path: [String])] = [
        (1, 1, []),
        (
            1, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            6, 8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (
            2, 5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ]

    @Test(arguments: consistencyProofs)
    func `Consistency proofs are those of the reference tests`(oldSize: UInt64, newSize: UInt64, path: [String]) throws {
        let proof = try Self.tree().consistencyProof(from: oldSize, to: newSize)
        #expect(proof.path.map(\.description) == path)
    }

    @Test func `Every proof of every tree of up to 70 leaves verifies, and for nothing else`() throws {
        let tree = Self.large(70)
        let other = MerkleTree.leafHash([1, 2, 3])
        for size in 1...70 as ClosedRange<UInt64> {
            let root = try tree.root(size: size)
            for index in 0..<size {
                let proof = try tree.inclusionProof(index: index, size: size)
                let leaf = try #require(tree.leaf(at: index))
                #expect(throws: Never.self) { try ProofVerifier.verify(proof, leaf: leaf, root: root) }
                #expect(throws: LedgerError.of(.invalidProof)) { try ProofVerifier.verify(proof, leaf: other, root: root) }
                #expect(throws: LedgerError.of(.invalidProof)) { try ProofVerifier.verify(proof, leaf: leaf, root: other) }
            }
            for oldSize in 0...size {
                let proof = try tree.consistencyProof(from: oldSize, to: size)
                let oldRoot = try tree.root(size: oldSize)
                #expect(throws: Never.self) { try ProofVerifier.verify(proof, oldRoot: oldRoot, newRoot: root) }
                #expect(throws: LedgerError.of(.invalidProof)) { try ProofVerifier.verify(proof, oldRoot: other, newRoot: root) }
                // Nothing is said about what follows an empty tree.
                guard oldSize > 0 else { continue }
                #expect(throws: LedgerError.of(.invalidProof)) { try ProofVerifier.verify(proof, oldRoot: oldRoot, newRoot: other) }
            }
        }
    }

    @Test func `A proof with a hash changed, added or left out is refused`() throws {
        let tree = Self.large(23)
        let root = tree.root
        let leaf = try #require(tree.leaf(at: 13))
        let good = try tree.inclusionProof(index: 13, size: 23)
        var bad: [InclusionProof] = []
        for position in good.path.indices {
            var path = good.path
            path[position] = MerkleTree.emptyRoot
            bad.append(InclusionProof(index: 13, size: 23, path: path))
            path.remove(at: position)
            bad.append(InclusionProof(index: 13, size: 23, path: path))
            bad.append(InclusionProof(index: 13, size: 23, path: path + [good.path[position]] + [MerkleTree.emptyRoot]))
        }
        for index in 0..<40 as Range<UInt64> where index != 13 { bad.append(InclusionProof(index: index, size: 23, path: good.path)) }
        bad.append(InclusionProof(index: 0, size: 0, path: []))
        bad.append(InclusionProof(index: .max, size: .max, path: good.path))
        for proof in bad {
            #expect(throws: LedgerError.of(.invalidProof)) { try ProofVerifier.verify(proof, leaf: leaf, root: root) }
        }
        let consistency = try tree.consistencyProof(from: 7, to: 23)
        let oldRoot = try tree.root(size: 7)
        var worse: [ConsistencyProof] = []
        for position in consistency.path.indices {
            var path = consistency.path
            path[position] = MerkleTree.emptyRoot
            worse.append(ConsistencyProof(oldSize: 7, newSize: 23, path: path))
            path.remove(at: position)
            worse.append(ConsistencyProof(oldSize: 7, newSize: 23, path: path))
        }
        worse.append(ConsistencyProof(oldSize: 7, newSize: 23, path: consistency.path + [oldRoot]))
        worse.append(ConsistencyProof(oldSize: 23, newSize: 7, path: consistency.path))
        worse.append(ConsistencyProof(oldSize: .max, newSize: .max, path: []))
        for proof in worse {
            #expect(throws: LedgerError.of(.invalidProof)) { try ProofVerifier.verify(proof, oldRoot: oldRoot, newRoot: root) }
        }
        #expect(throws: LedgerError.of(.invalidProof)) {
            try ProofVerifier.verify(ConsistencyProof(oldSize: 4, newSize: 23, path: []), oldRoot: oldRoot, newRoot: root)
        }
    }

    @Test func `What the tree does not have is refused by name`() throws {
        let tree = Self.large(5)
        #expect(throws: LedgerError.of(.unknownSequence)) { try tree.inclusionProof(index: 5, size: 5) }
        #expect(throws: LedgerError.of(.unknownSequence)) { try tree.inclusionProof(index: 0, size: 6) }
        #expect(throws: LedgerError.of(.unknownSequence)) { try tree.consistencyProof(from: 4, to: 3) }
        #expect(throws: LedgerError.of(.unknownSequence)) { try tree.root(size: .max) }
        #expect(tree.leaf(at: 5) == nil)
    }

    @Test func `[102] Proofs are read in full or not at all`() throws {
        let tree = Self.large(23)
        let inclusion = try tree.inclusionProof(index: 13, size: 23)
        let consistency = try tree.consistencyProof(from: 7, to: 23)
        #expect(try InclusionProof(wireBytes: inclusion.wireBytes) == inclusion)
        #expect(try ConsistencyProof(wireBytes: consistency.wireBytes) == consistency)
        for length in 0..<inclusion.wireBytes.count {
            #expect(throws: WireError.self) { try InclusionProof(wireBytes: Array(inclusion.wireBytes.prefix(length))) }
        }
        for length in 0..<consistency.wireBytes.count {
            #expect(throws: WireError.self) { try ConsistencyProof(wireBytes: Array(consistency.wireBytes.prefix(length))) }
        }
        #expect(throws: WireError.self) { try InclusionProof(wireBytes: inclusion.wireBytes + [0]) }
    }
}
