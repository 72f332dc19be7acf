import Wire

extension Journal {
    /// The number of durable entries.
    public var size: UInt64 {
        get throws(LedgerError) { try withTree { durable throws(LedgerError) in durable.tree.size } }
    }

    /// The signed head over the durable entries: it covers whatever was acknowledged before the call.
    public var checkpoint: Checkpoint {
        get throws(LedgerError) {
            try withTree { durable throws(LedgerError) in
                if let checkpoint = durable.checkpoint, checkpoint.size == durable.tree.size { return checkpoint }
                let checkpoint = try Checkpoint(origin: origin, size: durable.tree.size, root: durable.tree.root, keys: keys)
                durable.checkpoint = checkpoint
                return checkpoint
            }
        }
    }

    /// The proof that an entry is in the ledger of a size, by default its present one.
    public func inclusionProof(sequence: UInt64, size: UInt64? = nil) async throws -> InclusionProof {
        try await proving { tree throws(TreeError) in try tree.findInclusion(index: sequence, size: size ?? tree.size) }
    }

    /// The proof that the ledger of the older size is a prefix of that of the newer one, by default its present one.
    public func consistencyProof(from oldSize: UInt64, to newSize: UInt64? = nil) async throws -> ConsistencyProof {
        try await proving { tree throws(TreeError) in try tree.findConsistency(from: oldSize, to: newSize ?? tree.size) }
    }

    /// Asks the tree, and reads the tiles that it lacks from the store: each is verified before it is used.
    func proving<Value: Sendable>(_ body: (MerkleTree) throws(TreeError) -> Value) async throws -> Value {
        for _ in 0..<TilePlace.maximumRounds {
            let outcome = askTree { tree throws(TreeError) in try body(tree) }
            switch outcome {
            case .success(let value): return value
            case .failure(.refused(let error)): throw error
            case .failure(.missing(let place)):
                try await store.loadTile(place) { tile, place in
                    askTree { tree throws(TreeError) in try tree.load(tile, at: place) }
                }
            }
        }
        throw LedgerError(.damagedStore, "The tree's tiles do not come to an end.")
    }

    /// The proof of an entry to the holder of a checkpoint of that size: discloses the named fields and nothing of the others but their number.
    public func proof(sequence: UInt64, disclosing names: Set<String>, size: UInt64? = nil) async throws -> EntryProof {
        let inclusion = try await inclusionProof(sequence: sequence, size: size)
        let (leaf, previousHead) = try await leafAndHead(sequence)
        guard let entry = try await store.read(from: sequence, count: 1).first, entry.sequence == sequence,
            let opened = EntryCheck(keys: keys, origin: origin).open(entry, after: previousHead, leaf: leaf)
        else { throw LedgerError.damaged(sequence) }
        let fields = opened.record.fields.enumerated().filter { names.contains($0.element.name) }.map { index, field in
            EntryDisclosure.OpenedField(
                index: UInt32(index), salt: opened.cipher.salt(index, synthetic: opened.envelope.synthetic), name: field.name,
                value: field.value)
        }
        let disclosure = EntryDisclosure(
            origin: origin, kind: opened.envelope.kind.rawValue, epoch: opened.envelope.epoch, sequence: sequence,
            previousHead: previousHead,
            commitments: opened.commitments, fields: fields)
        return EntryProof(disclosure: disclosure, inclusion: inclusion)
    }
}
