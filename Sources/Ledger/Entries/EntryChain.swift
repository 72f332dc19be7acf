import Wire

/// The end of the log: seals the next entry, or verifies that a stored one is the next.
struct EntryChain {
    /// The most entries a ledger may have; far below what any counter here could overflow at.
    static let maximumEntries: UInt64 = 1 << 48

    let origin: LedgerOrigin
    private let keys: LedgerKeys
    private(set) var epoch: UInt64 = 0
    private(set) var next: UInt64 = 0
    /// The leaf hash of the last entry.
    private(set) var head: TreeHash
    private var cipher: EntryCipher?

    init(keys: LedgerKeys, origin: LedgerOrigin) {
        self.keys = keys
        self.origin = origin
        head = EntryPosition.firstHead(of: origin)
    }

    /// The end of the log where a snapshot was made.
    init(keys: LedgerKeys, origin: LedgerOrigin, after position: SnapshotPosition) {
        self.keys = keys
        self.origin = origin
        epoch = position.epoch
        next = position.size
        head = position.head
    }

    /// Seals a record as the next entry; an opening starts the next epoch.
    mutating func seal(_ record: LedgerRecord, kind: EntryKind) throws(LedgerError) -> (entry: SealedEntry, leaf: TreeHash) {
        guard next < Self.maximumEntries else {
            throw LedgerError(.full, "The ledger has as many entries as it may have.", sequence: next)
        }
        let cipher = try cipher(epoch: kind == .opening ? epoch + 1 : epoch)
        let position = EntryPosition(origin: origin, kind: kind, epoch: cipher.epoch, sequence: next, previousHead: head)
        let envelope = try cipher.seal(EntryPlaintext.encode(record), at: position)
        let leaf = position.leaf(cipher.commitments(record, synthetic: envelope.synthetic))
        advance(cipher, leaf)
        return (SealedEntry(sequence: position.sequence, bytes: envelope.wireBytes), leaf)
    }

    /// Verifies that a stored entry is the next one of this ledger, and opens it.
    mutating func open(_ entry: SealedEntry) throws(LedgerError) -> (kind: EntryKind, record: LedgerRecord, leaf: TreeHash) {
        guard entry.sequence == next else {
            throw LedgerError(
                .missingEntry, "Entry \(next) of the ledger is missing: the store goes on with \(entry.sequence).", sequence: next)
        }
        guard next < Self.maximumEntries else {
            throw LedgerError(.full, "The ledger has as many entries as it may have.", sequence: next)
        }
        guard let envelope = try? EntryEnvelope(wireBytes: entry.bytes), envelope.sequence == next else { throw .damaged(next) }
        let expectedEpoch = envelope.kind == .opening ? epoch + 1 : epoch
        guard envelope.epoch == expectedEpoch, expectedEpoch > 0 else { throw .damaged(next) }
        let cipher = try cipher(epoch: expectedEpoch)
        let position = EntryPosition(origin: origin, kind: envelope.kind, epoch: expectedEpoch, sequence: next, previousHead: head)
        guard let plaintext = cipher.open(envelope, at: position), let record = try? EntryPlaintext.decode(plaintext) else {
            throw .damaged(next)
        }
        let leaf = position.leaf(cipher.commitments(record, synthetic: envelope.synthetic))
        advance(cipher, leaf)
        return (envelope.kind, record, leaf)
    }

    private func cipher(epoch: UInt64) throws(LedgerError) -> EntryCipher {
        if let cipher, cipher.epoch == epoch { return cipher }
        return try EntryCipher(keys: keys, origin: origin, epoch: epoch)
    }

    private mutating func advance(_ cipher: EntryCipher, _ leaf: TreeHash) {
        self.cipher = cipher
        epoch = cipher.epoch
        head = leaf
        next += 1
    }
}

extension LedgerError {
    static func damaged(_ sequence: UInt64) -> LedgerError {
        LedgerError(
            .damagedEntry,
            "Entry \(sequence) is not what this ledger's keys sealed at this place: it was altered or moved, or the keys are another ledger's.",
            sequence: sequence)
    }
}
