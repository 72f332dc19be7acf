/// The tree over the durable entries, and the checkpoint last signed over it.
struct DurableTree {
    var tree = MerkleTree()
    var checkpoint: Checkpoint?
}
