import Wire

/// Reads a snapshot part by part from a store; says nothing of whether the log confirms it.
struct SnapshotReader {
    let store: any LedgerStore
    let keys: LedgerKeys
    let origin: LedgerOrigin
    let size: UInt64

    /// What a snapshot gave: where the log goes on, the tree, and what the log must say of it.
    struct Result {
        let position: SnapshotPosition
        let tree: MerkleTree
        let digest: TreeHash
        let parts: UInt32
    }

    /// Hands the items to `contents`. Throws `damagedSnapshot` for everything but a whole snapshot of this ledger at this size in this format.
    nonisolated(nonsending) func read<Contents: LedgerContents>(into contents: inout Contents) async throws -> Result {
        let result = try await readParts(format: Contents.snapshotFormat) { try contents.restore($0) }
        do { try contents.finishRestoring() } catch { throw damaged() }
        return result
    }

    /// Reads every part and hands the items over; in whatever format, unless one is asked for.
    nonisolated(nonsending) func readParts(format: String? = nil, _ take: ([UInt8]) throws -> Void) async throws -> Result {
        let first = try await part(0)
        guard first.position.size == size, !first.isLast else { throw damaged() }
        let cipher = try SnapshotCipher(keys: keys, origin: origin, position: first.position)
        var digest = SnapshotDigest(origin: origin, position: first.position)
        digest.add(first.wireBytes)
        guard let content = cipher.open(first), let header = try? SnapshotHeader(wireBytes: content) else { throw damaged() }
        guard format == nil || header.format == format else {
            throw LedgerError(.damagedSnapshot, "The snapshot at \(size) was written by another version of the software.", sequence: size)
        }
        guard let tree = MerkleTree(size: size, openTiles: header.openTiles), tree.root == first.position.root else { throw damaged() }
        var joiner = SnapshotJoiner()
        var index: UInt32 = 1
        var isLast = false
        while !isLast {
            let part = try await part(index)
            guard let content = cipher.open(part) else { throw damaged() }
            digest.add(part.wireBytes)
            do { try joiner.add(content, take) } catch { throw damaged() }
            isLast = part.isLast
            index += 1
        }
        do { try joiner.finish() } catch { throw damaged() }
        return Result(position: first.position, tree: tree, digest: digest.value, parts: index)
    }

    private nonisolated(nonsending) func part(_ index: UInt32) async throws -> SnapshotPart {
        guard index < SnapshotPart.maximumParts, let bytes = try await store.piece(.snapshot(size: size, part: index)),
            let part = try? SnapshotPart(wireBytes: bytes), part.index == index
        else { throw damaged() }
        return part
    }

    private func damaged() -> LedgerError {
        LedgerError(.damagedSnapshot, "The snapshot at \(size) is not what this ledger's keys sealed there, or not whole.", sequence: size)
    }
}
