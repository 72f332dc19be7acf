public import Wire

extension Journal {
    /// The key that signs this ledger's checkpoints.
    public var checkpointKey: NoteKey {
        get throws(LedgerError) { try keys.checkpointKey(origin: origin) }
    }

    /// The number of durable entries.
    public var size: UInt64 {
        get throws(LedgerError) { try withTree { durable throws(LedgerError) in durable.tree.size } }
    }

    /// The signed head over whatever was acknowledged before the call; with the cosignatures of a quorum, if the ledger needs one.
    public var checkpoint: Checkpoint {
        get throws(LedgerError) {
            if let witnessed = try withTree({ $0.witnessed }) { return witnessed }
            return try durableHead
        }
    }

    /// The signed head over all durable entries, acknowledged or not.
    var durableHead: Checkpoint {
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
        let size = try size ?? provenSize
        return try await proving { tree throws(TreeError) in try tree.findInclusion(index: sequence, size: size) }
    }

    /// The proof that the ledger of the older size is a prefix of that of the newer one, by default its present one.
    public func consistencyProof(from oldSize: UInt64, to newSize: UInt64? = nil) async throws -> ConsistencyProof {
        let newSize = try newSize ?? provenSize
        return try await proving { tree throws(TreeError) in try tree.findConsistency(from: oldSize, to: newSize) }
    }

    // The size of what is acknowledged.
    private var provenSize: UInt64 {
        get throws(LedgerError) { try withTree { durable throws(LedgerError) in durable.provenSize } }
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
        guard let entry = try await store.read(from: sequence, count: 1).first else { throw LedgerError.damaged(sequence) }
        return EntryProof(disclosure: try await verified(entry, at: sequence).disclosing(names, of: origin), inclusion: inclusion)
    }

    /// Some of the durable records from a sequence number on, in order, read back from the store and verified; and where to go on, nil after
    /// the last. At most `count` entries are read, of which some are the journal's own and no records.
    public func records(from first: UInt64, count: Int) async throws -> (records: [OpenedRecord], next: UInt64?) {
        let size = try size
        guard first < size else { return ([], nil) }
        let wanted = Int(min(UInt64(max(1, count)), size - first))
        var records: [OpenedRecord] = []
        var next = first
        for entry in try await store.read(from: first, count: wanted).prefix(wanted) {
            let entry = try await verified(entry, at: next)
            if entry.position.kind == .record {
                records.append(OpenedRecord(sequence: next, epoch: entry.position.epoch, record: entry.record))
            }
            next += 1
        }
        guard next > first else { throw LedgerError.damaged(first) }
        return (records, next < size ? next : nil)
    }

    private func verified(_ entry: SealedEntry, at sequence: UInt64) async throws -> EntryCheck.Opened {
        let (leaf, previousHead) = try await leafAndHead(sequence)
        guard entry.sequence == sequence, let opened = EntryCheck(keys: keys, origin: origin).open(entry, after: previousHead, leaf: leaf)
        else { throw LedgerError.damaged(sequence) }
        return opened
    }
}

extension EntryCheck.Opened {
    /// The entry with the fields of these names opened.
    fileprivate func disclosing(_ names: Set<String>, of origin: LedgerOrigin) -> EntryDisclosure {
        let fields = record.fields.enumerated().filter { names.contains($0.element.name) }.map { index, field in
            EntryDisclosure.OpenedField(
                index: UInt32(index), salt: cipher.salt(index, synthetic: envelope.synthetic), name: field.name, value: field.value)
        }
        return EntryDisclosure(
            origin: origin, kind: position.kind.rawValue, epoch: position.epoch, sequence: position.sequence,
            previousHead: position.previousHead, commitments: commitments, fields: fields)
    }
}
