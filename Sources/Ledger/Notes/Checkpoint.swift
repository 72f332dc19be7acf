public import Wire

/// A ledger's signed head, in the form of C2SP tlog-checkpoint. Exists only with a valid signature by the ledger's key.
public struct Checkpoint: Hashable, Sendable {
    /// The ledger.
    public let origin: LedgerOrigin
    /// The number of entries.
    public let size: UInt64
    /// The root of the Merkle tree over these entries.
    public let root: TreeHash
    /// Lines after the root, which Cloister does not write but keeps.
    public let extensions: [String]
    /// The signed note: all signature lines, those of witnesses included.
    public let note: SignedNote

    /// The exact bytes to store or send.
    public var bytes: [UInt8] { note.bytes }

    /// Parses a checkpoint and checks the signature of the ledger's key.
    public init(_ bytes: [UInt8], key: NoteKey) throws(LedgerError) {
        let note: SignedNote
        do throws(NoteError) {
            note = try SignedNote(bytes)
            try key.verify(note)
        } catch {
            throw LedgerError(error)
        }
        // The text ends with a newline, so that the last piece is empty.
        var lines = note.text.utf8.split(separator: SignedNote.newline, omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true, lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else { throw .notACheckpoint }
        guard Substring(lines[0]) == key.name, let size = UInt64(decimal: lines[1]) else { throw .notACheckpoint }
        guard let rootBytes = Base64.decode(lines[2]), let root = TreeHash(rootBytes) else { throw .notACheckpoint }
        guard size > 0 || root == MerkleTree.emptyRoot else { throw .notACheckpoint }
        origin = try LedgerOrigin(key.name)
        self.size = size
        self.root = root
        extensions = lines.dropFirst(3).map { String(Substring($0)) }
        self.note = note
    }

    /// Signs a head.
    init(origin: LedgerOrigin, size: UInt64, root: TreeHash, keys: LedgerKeys) throws(LedgerError) {
        let text = "\(origin.name)\n\(size)\n\(Base64.encode(root.bytes))\n"
        self.origin = origin
        self.size = size
        self.root = root
        extensions = []
        note = SignedNote(text: text, signatures: [try keys.sign(text, as: origin)])
    }
}

extension LedgerError {
    /// What an error of notes means for the ledger.
    init(_ error: NoteError) {
        self.init(error.code == .unverified ? .unverifiedNote : .invalidNote, error.message)
    }

    fileprivate static let notACheckpoint = LedgerError(.invalidNote, "The note is not a checkpoint of this ledger.")
}
