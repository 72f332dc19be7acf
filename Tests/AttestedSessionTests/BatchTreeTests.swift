import AttestedSession
import Testing

@Suite struct BatchTreeTests {
    private func leaves(_ count: Int) -> [[UInt8]] {
        (0..<count).map { BatchProof.leaf([UInt8($0 & 255), UInt8($0 >> 8 & 255), UInt8($0 >> 16)]) }
    }

    @Test func `[33] Every place of every tree proves its own leaf and no other, in at most 16 steps`() throws {
        for count in Array(1...33) + [64, 100, 65_536] {
            let leaves = leaves(count)
            let tree = try BatchTree(leaves: leaves)
            #expect(tree.size == count)
            for place in count > 100 ? [0, 1, 40_000, count - 1] : Array(0..<count) {
                let proof = try #require(tree.proof(at: place))
                #expect(proof.path.count <= 16 && proof.index == UInt64(place) && proof.treeSize == UInt64(count))
                let root = try #require(proof.root(leaf: leaves[place]))
                #expect(ResponderHandshake.Greeted.reportData(root: root, treeSize: proof.treeSize) == tree.reportData)
                let other = leaves[(place + 1) % count]
                if count > 1 { #expect(proof.root(leaf: other) != root) }
            }
            #expect(tree.proof(at: count) == nil && tree.proof(at: -1) == nil)
        }
        #expect(try BatchTree(leaves: leaves(1)).proof(at: 0) == .single)
    }

    @Test func `[102] No leaves, too many, and leaves of another length make no tree`() {
        #expect(throws: SessionError.self) { try BatchTree(leaves: []) }
        #expect(throws: SessionError.self) { try BatchTree(leaves: leaves(65_537)) }
        #expect(throws: SessionError.self) { try BatchTree(leaves: [[1, 2, 3]]) }
    }
}
