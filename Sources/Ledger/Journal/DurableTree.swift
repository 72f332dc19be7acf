/// The tree over the durable entries, and the checkpoint last signed over it.
struct DurableTree {
    var tree = MerkleTree()
    var checkpoint: Checkpoint?
    /// The newest head with a quorum's cosignatures; nil without a quorum.
    var witnessed: Checkpoint?

    /// The size of what is acknowledged, as far as it is proved to anybody.
    var provenSize: UInt64 { witnessed?.size ?? tree.size }
}
