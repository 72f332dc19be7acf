import ControlPlane
import Wire

@testable import Ledger

extension FuzzTarget {
    /// A sealed entry as a store gives it back; nothing opens that the ledger's keys did not seal in this place.
    static let entryEnvelope = FuzzTarget("entry-envelope") { bytes in
        if let envelope = try? EntryEnvelope(wireBytes: bytes) {
            precondition(envelope.wireBytes == bytes, "read from other bytes than it is written as")
        }
        guard let ledger else { return }
        var chain = EntryChain(keys: ledger.keys, origin: ledger.origin)
        _ = try? chain.open(SealedEntry(sequence: 0, bytes: bytes))
    }

    /// The padded plaintext of an entry.
    static let entryPlaintext = FuzzTarget("entry-plaintext") { bytes in
        guard let record = try? EntryPlaintext.decode(bytes) else { return }
        precondition(EntryPlaintext.encode(record) == bytes, "read from other bytes than it is written as")
        _ = SnapshotClaim(record, at: .max)
    }

    /// A sealed part of a snapshot.
    static let snapshotPart = FuzzTarget("snapshot-part") { bytes in
        guard let part = try? SnapshotPart(wireBytes: bytes) else { return }
        precondition(part.wireBytes == bytes, "read from other bytes than it is written as")
        guard let ledger, let cipher = try? SnapshotCipher(keys: ledger.keys, origin: ledger.origin, position: part.position) else {
            return
        }
        _ = cipher.open(part)
    }

    /// A snapshot's header, and the tree that it begins.
    static let snapshotHeader = FuzzTarget("snapshot-header") { bytes in
        guard let header = try? SnapshotHeader(wireBytes: bytes) else { return }
        precondition(header.wireBytes == bytes, "read from other bytes than it is written as")
        let sizes = [header.openTiles.reversed().reduce(UInt64(0)) { $0 &* 256 &+ UInt64($1.count) }, 0, .max]
        for size in sizes {
            guard var tree = MerkleTree(size: size, openTiles: header.openTiles) else { continue }
            _ = tree.root
            tree.append(MerkleTree.emptyRoot)
            precondition(tree.size == size + 1, "a tree of another size")
        }
    }

    /// The stream of a snapshot's items, in two parts.
    static let snapshotStream = FuzzTarget("snapshot-stream") { bytes in
        var (joiner, items) = (SnapshotJoiner(), [[UInt8]]())
        let middle = bytes.count / 2
        guard (try? joiner.add(Array(bytes[..<middle]), { items.append($0) })) != nil,
            (try? joiner.add(Array(bytes[middle...]), { items.append($0) })) != nil, (try? joiner.finish()) != nil
        else { return }
        var cutter = SnapshotCutter(items)
        precondition((try? cutter.next().content) == bytes, "joined from other bytes than it is cut into")
    }

    /// The items of a state, as a stream.
    static let stateItems = FuzzTarget("state-items", longest: 1 << 16) { bytes in
        var (joiner, restoration) = (SnapshotJoiner(), StateRestoration())
        guard (try? joiner.add(bytes, { try restoration.add($0) })) != nil, let state = try? restoration.finish() else { return }
        var writer = ByteWriter()
        for item in StateSnapshot(state) { writer.variable(item) }
        precondition(writer.bytes == bytes, "read from other bytes than it is written as")
    }

    /// An entry with some fields opened.
    static let disclosure = FuzzTarget("disclosure", EntryDisclosure.self)
    /// A proof of an entry, and of its inclusion, against a root of its own making.
    static let entryProof = FuzzTarget("entry-proof") { bytes in
        guard let proof = try? EntryProof(wireBytes: bytes) else { return }
        precondition(proof.wireBytes == bytes, "read from other bytes than it is written as")
        try? ProofVerifier.verify(proof.inclusion, leaf: proof.disclosure.previousHead, root: MerkleTree.emptyRoot)
    }
    /// A proof that one tree is a prefix of another.
    static let consistencyProof = FuzzTarget("consistency-proof") { bytes in
        guard let proof = try? ConsistencyProof(wireBytes: bytes) else { return }
        precondition(proof.wireBytes == bytes, "read from other bytes than it is written as")
        try? ProofVerifier.verify(proof, oldRoot: proof.path.first ?? MerkleTree.emptyRoot, newRoot: MerkleTree.emptyRoot)
    }

    // The keys of docs/spec/ledger.md's vectors.
    private static let ledger: (keys: LedgerKeys, origin: LedgerOrigin)? = {
        guard let origin = try? LedgerOrigin("cloister.example/ledger/1") else { return nil }
        var writer = ByteWriter()
        writer.string("cloister/ledger-keys/v1")
        writer.string(origin.name)
        for byte in [0x11, 0x22] as [UInt8] { writer.fixed([UInt8](repeating: byte, count: 32)) }
        writer.variable([1])
        return (try? LedgerKeys(encoded: writer.bytes, origin: origin)).map { ($0, origin) }
    }()
}
