import Crypto
public import Wire

/// What a witness remembers: for each ledger the head that it cosigned last, and the latest time that it has used.
///
/// A value without I/O: `judge` says what a request deserves, `advance` what is to be durable before a cosignature leaves.
public struct WitnessState: Hashable, Sendable {
    /// The most ledgers.
    public static let maximumLogs = 1024
    /// The longest encoding, in bytes.
    public static let maximumBytes = 1024 + maximumLogs * (4 + LedgerOrigin.maximumBytes + 8 + TreeHash.byteCount)

    /// A head without the name of its ledger.
    public struct Head: Hashable, Sendable {
        /// The number of entries.
        public let size: UInt64
        /// The root of the tree over them.
        public let root: TreeHash
        /// The head of a ledger that was never cosigned.
        static let none = Head(size: 0, root: MerkleTree.emptyRoot)
    }

    /// The witness's key.
    public let key: CosignerKey
    /// The latest time of a cosignature, in seconds since 1970.
    public private(set) var time: UInt64
    /// The heads cosigned last, by origin.
    public private(set) var heads: [String: Head]

    /// A witness that has cosigned nothing.
    public init(key: CosignerKey) {
        self.key = key
        time = 0
        heads = [:]
    }

    /// What a request deserves.
    enum Judgement {
        /// A cosignature with a time, once the state that follows from it is durable.
        case cosign(Checkpoint, at: UInt64)
        /// This answer, and nothing to be remembered.
        case refuse(WitnessReply)
    }

    /// Examines a request at a time of the witness's own clock (docs/spec/witness.md, "The call").
    func judge(_ body: [UInt8], knowing logs: [String: WitnessedLog], at clock: UInt64) -> Judgement {
        guard let request = try? WitnessRequest(body), let head = Checkpoint.parts(of: request.checkpoint.text) else {
            return .refuse(WitnessReply(400, "The body is no add-checkpoint request."))
        }
        guard let log = logs[head.origin] else { return .refuse(WitnessReply(404, "This witness does not know the log.")) }
        guard let checkpoint = log.checkpoint(in: request.checkpoint) else {
            return .refuse(WitnessReply(403, "No key that this witness trusts for the log has signed the checkpoint."))
        }
        guard request.oldSize <= checkpoint.size else {
            return .refuse(WitnessReply(400, "The old size is larger than the checkpoint's."))
        }
        let latest = heads[head.origin] ?? .none
        guard request.oldSize == latest.size else { return .refuse(WitnessReply(conflict: latest.size)) }
        guard checkpoint.size > latest.size || checkpoint.root == latest.root else {
            return .refuse(WitnessReply(conflict: latest.size))
        }
        let proof = ConsistencyProof(oldSize: latest.size, newSize: checkpoint.size, path: request.proof)
        do throws(LedgerError) { try ProofVerifier.verify(proof, oldRoot: latest.root, newRoot: checkpoint.root) } catch {
            return .refuse(WitnessReply(422, "The proof does not show that the checkpoint extends the one cosigned last."))
        }
        let isKnown = heads[head.origin] != nil
        guard isKnown || heads.count < Self.maximumLogs else { return .refuse(WitnessReply(500, "This witness follows no more logs.")) }
        return .cosign(checkpoint, at: min(max(clock, time), CosignerKey.maximumTime))
    }

    /// Remembers a head and the time with which it will be cosigned.
    mutating func advance(to checkpoint: Checkpoint, at time: UInt64) {
        heads[checkpoint.origin.name] = Head(size: checkpoint.size, root: checkpoint.root)
        self.time = time
    }
}

extension WitnessState: WireEncodable, WireDecodable {
    private static let label = "cloister/witness-state/v1"

    /// Appends the state's encoding, with its checksum.
    public func encode(into writer: inout ByteWriter) {
        var inner = ByteWriter()
        inner.string(Self.label)
        inner.string("\(key)")
        inner.u64(time)
        inner.array(heads.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { writer, entry in
            writer.string(entry.key)
            writer.u64(entry.value.size)
            writer.value(entry.value.root)
        }
        writer.fixed(inner.bytes)
        writer.fixed(Array(SHA256.hash(data: inner.bytes)))
    }

    /// Reads a state; one that is not whole, or not in the one order, is refused.
    public init(from reader: inout ByteReader) throws(WireError) {
        guard (SHA256.byteCount...Self.maximumBytes).contains(reader.remaining) else { throw .truncated }
        let bytes = try reader.fixed(reader.remaining - SHA256.byteCount)
        guard try reader.fixed(SHA256.byteCount) == Array(SHA256.hash(data: bytes)) else {
            throw .invalid("a witness's state whose checksum is wrong")
        }
        var inner = ByteReader(bytes)
        guard try inner.string(atMost: 64) == Self.label, let key = try? CosignerKey(verifierKey: try inner.string(atMost: 512)) else {
            throw .invalid("a file that is no witness's state")
        }
        self.key = key
        time = try inner.u64()
        let entries = try inner.array(atMost: Self.maximumLogs) { reader throws(WireError) in
            (try reader.string(atMost: LedgerOrigin.maximumBytes), Head(size: try reader.u64(), root: try reader.value()))
        }
        try inner.finish()
        let isAscending = zip(entries, entries.dropFirst()).allSatisfy { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        let areSound = entries.allSatisfy { (try? LedgerOrigin($0.0)) != nil && ($0.1.size > 0 || $0.1 == .none) }
        guard time <= CosignerKey.maximumTime, isAscending, areSound else { throw .invalid("a witness's state that contradicts itself") }
        heads = Dictionary(uniqueKeysWithValues: entries)
    }
}
