import Crypto
import Wire

/// Checks proofs against roots and checkpoints. Written from RFC 9162 §2.1.3.2 and §2.1.4.2; shares no code with the tree that makes them.
public enum ProofVerifier {
    /// Checks that a leaf is in the tree of that root.
    public static func verify(_ proof: InclusionProof, leaf: TreeHash, root: TreeHash) throws(LedgerError) {
        guard proof.index < proof.size else { throw .badProof }
        var (fn, sn) = (proof.index, proof.size - 1)
        var r = leaf.bytes
        for p in proof.path {
            guard sn != 0 else { throw .badProof }
            if fn & 1 == 1 || fn == sn {
                r = pair(p.bytes, r)
                while fn & 1 == 0, fn != 0 {
                    fn >>= 1
                    sn >>= 1
                }
            } else {
                r = pair(r, p.bytes)
            }
            fn >>= 1
            sn >>= 1
        }
        guard sn == 0, r == root.bytes else { throw .badProof }
    }

    /// Checks that the tree of the old root is a prefix of the tree of the new one.
    public static func verify(_ proof: ConsistencyProof, oldRoot: TreeHash, newRoot: TreeHash) throws(LedgerError) {
        guard proof.oldSize <= proof.newSize else { throw .badProof }
        if proof.oldSize == 0 || proof.oldSize == proof.newSize {
            let oldIsRight = proof.oldSize == proof.newSize ? oldRoot == newRoot : oldRoot.bytes == Array(SHA256.hash(data: [UInt8]()))
            guard proof.path.isEmpty, oldIsRight else { throw .badProof }
            return
        }
        var path = proof.path.map(\.bytes)[...]
        if proof.oldSize.nonzeroBitCount == 1 { path = [oldRoot.bytes] + path }
        guard let start = path.popFirst() else { throw .badProof }
        var (fn, sn) = (proof.oldSize - 1, proof.newSize - 1)
        while fn & 1 == 1 {
            fn >>= 1
            sn >>= 1
        }
        var (fr, sr) = (start, start)
        for c in path {
            guard sn != 0 else { throw .badProof }
            if fn & 1 == 1 || fn == sn {
                fr = pair(c, fr)
                sr = pair(c, sr)
                while fn & 1 == 0, fn != 0 {
                    fn >>= 1
                    sn >>= 1
                }
            } else {
                sr = pair(sr, c)
            }
            fn >>= 1
            sn >>= 1
        }
        guard sn == 0, fr == oldRoot.bytes, sr == newRoot.bytes else { throw .badProof }
    }

    /// Checks that an entry with the disclosed fields is in the ledger that a checkpoint was signed for, and returns these fields.
    public static func verify(_ proof: EntryProof, checkpoint: Checkpoint) throws(LedgerError) -> [LedgerRecord.Field] {
        let entry = proof.disclosure
        guard entry.origin == checkpoint.origin, entry.sequence == proof.inclusion.index, proof.inclusion.size == checkpoint.size else {
            throw .badProof
        }
        var seen: Set<UInt32> = []
        for field in entry.fields {
            guard Int(field.index) < entry.commitments.count, seen.insert(field.index).inserted else { throw .badProof }
            var writer = ByteWriter()
            writer.string("cloister/ledger-field/v1")
            writer.fixed(field.salt)
            writer.string(field.name)
            writer.variable(field.value)
            guard Array(SHA256.hash(data: writer.bytes)) == entry.commitments[Int(field.index)].bytes else { throw .badProof }
        }
        var writer = ByteWriter()
        writer.u8(0)
        writer.string("cloister/ledger-leaf/v1")
        writer.string(entry.origin.name)
        writer.u8(entry.kind)
        writer.u64(entry.epoch)
        writer.u64(entry.sequence)
        writer.fixed(entry.previousHead.bytes)
        writer.u32(UInt32(entry.commitments.count))
        for commitment in entry.commitments { writer.fixed(commitment.bytes) }
        guard let leaf = TreeHash(Array(SHA256.hash(data: writer.bytes))) else { throw .badProof }
        try verify(proof.inclusion, leaf: leaf, root: checkpoint.root)
        return entry.fields.map { LedgerRecord.Field($0.name, $0.value) }
    }

    private static func pair(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: [1] + left + right))
    }
}

extension LedgerError {
    fileprivate static let badProof = LedgerError(
        .invalidProof, "The proof does not prove what it should: the ledger that made it is lying or another one.")
}
