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
    public func inclusionProof(sequence: UInt64, size: UInt64? = nil) throws(LedgerError) -> InclusionProof {
        try withTree { durable throws(LedgerError) in
            try durable.tree.inclusionProof(index: sequence, size: size ?? durable.tree.size)
        }
    }

    /// The proof that the ledger of the older size is a prefix of that of the newer one, by default its present one.
    public func consistencyProof(from oldSize: UInt64, to newSize: UInt64? = nil) throws(LedgerError) -> ConsistencyProof {
        try withTree { durable throws(LedgerError) in
            try durable.tree.consistencyProof(from: oldSize, to: newSize ?? durable.tree.size)
        }
    }

    /// The proof of an entry to the holder of a checkpoint of that size: discloses the named fields and nothing of the others but their number.
    public func proof(sequence: UInt64, disclosing names: Set<String>, size: UInt64? = nil) async throws -> EntryProof {
        let inclusion = try inclusionProof(sequence: sequence, size: size)
        guard let entry = try await store.read(from: sequence, count: 1).first else { throw LedgerError.damaged(sequence) }
        return EntryProof(disclosure: try verified(entry, at: sequence).disclosing(names), inclusion: inclusion)
    }

    /// Some of the durable records from a sequence number on, in order, read back from the store and verified; and where to go on, nil after the last.
    /// At most `count` entries are read, of which some are the journal's own and no records.
    public func records(from first: UInt64, count: Int) async throws -> (records: [OpenedRecord], next: UInt64?) {
        let size = try size
        guard first < size else { return ([], nil) }
        let wanted = Int(min(UInt64(max(1, count)), size - first))
        var records: [OpenedRecord] = []
        var next = first
        for entry in try await store.read(from: first, count: wanted).prefix(wanted) {
            let entry = try verified(entry, at: next)
            if entry.position.kind == .record {
                records.append(OpenedRecord(sequence: next, epoch: entry.position.epoch, record: entry.record))
            }
            next += 1
        }
        guard next > first else { throw LedgerError.damaged(first) }
        return (records, next < size ? next : nil)
    }

    // What the host gave back is used only if it is what was appended.
    private func verified(_ entry: SealedEntry, at sequence: UInt64) throws(LedgerError) -> VerifiedEntry {
        let (leaf, previousHead) = try withTree { durable throws(LedgerError) in
            (durable.tree.leaf(at: sequence), sequence == 0 ? EntryPosition.firstHead(of: origin) : durable.tree.leaf(at: sequence - 1))
        }
        guard entry.sequence == sequence, let envelope = try? EntryEnvelope(wireBytes: entry.bytes), let previousHead else {
            throw .damaged(sequence)
        }
        let cipher = try EntryCipher(keys: keys, origin: origin, epoch: envelope.epoch)
        let position = EntryPosition(
            origin: origin, kind: envelope.kind, epoch: envelope.epoch, sequence: sequence, previousHead: previousHead)
        guard let plaintext = cipher.open(envelope, at: position), let record = try? EntryPlaintext.decode(plaintext) else {
            throw .damaged(sequence)
        }
        let entry = VerifiedEntry(position: position, record: record, cipher: cipher, synthetic: envelope.synthetic)
        guard position.leaf(entry.commitments) == leaf else { throw .damaged(sequence) }
        return entry
    }
}

/// An entry that was read back and is the one that was appended.
private struct VerifiedEntry {
    let position: EntryPosition
    let record: LedgerRecord
    let cipher: EntryCipher
    let synthetic: [UInt8]

    var commitments: [TreeHash] { cipher.commitments(record, synthetic: synthetic) }

    func disclosing(_ names: Set<String>) -> EntryDisclosure {
        let fields = record.fields.enumerated().filter { names.contains($0.element.name) }.map { index, field in
            EntryDisclosure.OpenedField(
                index: UInt32(index), salt: cipher.salt(index, synthetic: synthetic), name: field.name, value: field.value)
        }
        return EntryDisclosure(
            origin: position.origin, kind: position.kind.rawValue, epoch: position.epoch, sequence: position.sequence,
            previousHead: position.previousHead, commitments: commitments, fields: fields)
    }
}
