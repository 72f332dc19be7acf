public import Attestation

/// The RFC 6962 Merkle tree over the leaves of handshakes that share one quote: gives the root, and to each leaf its ``BatchProof``.
public struct BatchTree: Sendable {
    /// The leaves, and then each level up to the root. The last node of an odd level goes up as it is.
    private let levels: [[[UInt8]]]

    /// A tree over leaf hashes of 32 bytes, as ``ResponderHandshake/Greeted/leaf`` gives them; 1 to 65,536.
    public init(leaves: [[UInt8]]) throws(SessionError) {
        guard !leaves.isEmpty, leaves.count <= Int(SessionLimits.batchLeaves), leaves.allSatisfy({ $0.count == SessionLimits.digest })
        else {
            throw SessionError(.limit, "A batch has 1 to \(SessionLimits.batchLeaves) leaves of \(SessionLimits.digest) bytes.")
        }
        var levels = [leaves]
        var level = leaves
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { place in
                place + 1 < level.count ? BatchProof.node(level[place], level[place + 1]) : level[place]
            }
            levels.append(level)
        }
        self.levels = levels
    }

    /// Leaves.
    public var size: Int { levels[0].count }

    /// What the responder's evidence must cover to serve every leaf.
    public var reportData: ReportData {
        ResponderHandshake.Greeted.reportData(root: levels[levels.count - 1][0], treeSize: UInt64(size))
    }

    /// The proof of the leaf at a place; nil outside the tree.
    public func proof(at index: Int) -> BatchProof? {
        guard levels[0].indices.contains(index) else { return nil }
        var path: [[UInt8]] = []
        for (height, level) in levels.dropLast().enumerated() {
            let sibling = (index >> height) ^ 1
            if sibling < level.count { path.append(level[sibling]) }
        }
        return BatchProof(size: UInt64(size), index: UInt64(index), path: path)
    }
}
