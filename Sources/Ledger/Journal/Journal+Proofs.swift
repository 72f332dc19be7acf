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
        let (leaf, previousHead) = try withTree { durable throws(LedgerError) in
            (durable.tree.leaf(at: sequence), sequence == 0 ? EntryPosition.firstHead(of: origin) : durable.tree.leaf(at: sequence - 1))
        }
        guard let entry = try await store.read(from: sequence, count: 1).first, entry.sequence == sequence,
            let envelope = try? EntryEnvelope(wireBytes: entry.bytes), let previousHead
        else { throw LedgerError.damaged(sequence) }
        let cipher = try EntryCipher(keys: keys, origin: origin, epoch: envelope.epoch)
        let position = EntryPosition(
            origin: origin, kind: envelope.kind, epoch: envelope.epoch, sequence: sequence, previousHead: previousHead)
        guard let plaintext = cipher.open(envelope, at: position), let record = try? EntryPlaintext.decode(plaintext) else {
            throw LedgerError.damaged(sequence)
        }
        let commitments = cipher.commitments(record, synthetic: envelope.synthetic)
        // What the host gave back is served only if it is what was appended.
        guard position.leaf(commitments) == leaf else { throw LedgerError.damaged(sequence) }
        let fields = record.fields.enumerated().filter { names.contains($0.element.name) }.map { index, field in
            EntryDisclosure.OpenedField(
                index: UInt32(index), salt: cipher.salt(index, synthetic: envelope.synthetic), name: field.name, value: field.value)
        }
        let disclosure = EntryDisclosure(
            origin: origin, kind: envelope.kind.rawValue, epoch: envelope.epoch, sequence: sequence, previousHead: previousHead,
            commitments: commitments, fields: fields)
        return EntryProof(disclosure: disclosure, inclusion: inclusion)
    }
}
