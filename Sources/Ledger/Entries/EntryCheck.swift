import Wire

/// Opens a stored entry whose leaf hash is known from the tree.
struct EntryCheck {
    let keys: LedgerKeys
    let origin: LedgerOrigin

    /// A verified entry's parts.
    struct Opened {
        let envelope: EntryEnvelope
        let position: EntryPosition
        let record: LedgerRecord
        let cipher: EntryCipher
        let commitments: [TreeHash]
    }

    /// The entry, if it is what was appended as this leaf; nil otherwise.
    func open(_ entry: SealedEntry, after previousHead: TreeHash, leaf: TreeHash) -> Opened? {
        guard let envelope = try? EntryEnvelope(wireBytes: entry.bytes), envelope.sequence == entry.sequence,
            let cipher = try? EntryCipher(keys: keys, origin: origin, epoch: envelope.epoch)
        else { return nil }
        let position = EntryPosition(
            origin: origin, kind: envelope.kind, epoch: envelope.epoch, sequence: entry.sequence, previousHead: previousHead)
        guard let plaintext = cipher.open(envelope, at: position), let record = try? EntryPlaintext.decode(plaintext) else { return nil }
        let commitments = cipher.commitments(record, synthetic: envelope.synthetic)
        // What the host gave back is served only if it is what was appended.
        guard position.leaf(commitments) == leaf else { return nil }
        return Opened(envelope: envelope, position: position, record: record, cipher: cipher, commitments: commitments)
    }

    func isGenuine(_ entry: SealedEntry, after previousHead: TreeHash, leaf: TreeHash) -> Bool {
        open(entry, after: previousHead, leaf: leaf) != nil
    }
}
