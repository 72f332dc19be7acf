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
        do throws(NoteError) { note = try SignedNote(bytes) } catch { throw LedgerError(error) }
        try self.init(note, key: key)
    }

    /// Checks the signature of the ledger's key on a note, and that the note is a checkpoint.
    public init(_ note: SignedNote, key: NoteKey) throws(LedgerError) {
        do throws(NoteError) { try key.verify(note) } catch { throw LedgerError(error) }
        guard let parts = Self.parts(of: note.text), parts.origin == key.name else { throw .notACheckpoint }
        origin = try LedgerOrigin(key.name)
        size = parts.size
        root = parts.root
        extensions = parts.extensions
        self.note = note
    }

    /// What the text of a checkpoint says, whoever signed it; nil for another text.
    package static func parts(of text: String) -> (origin: String, size: UInt64, root: TreeHash, extensions: [String])? {
        // The text ends with a newline, so that the last piece is empty.
        var lines = text.utf8.split(separator: SignedNote.newline, omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true, lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else { return nil }
        guard let size = UInt64(decimal: lines[1]), let rootBytes = Base64.decode(lines[2]), let root = TreeHash(rootBytes) else {
            return nil
        }
        guard size > 0 || root == MerkleTree.emptyRoot else { return nil }
        return (String(Substring(lines[0])), size, root, lines.dropFirst(3).map { String(Substring($0)) })
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

    /// The checkpoint with cosignatures of its text added.
    func adding(_ cosignatures: [SignedNote.Signature]) -> Checkpoint {
        Checkpoint(self, note: SignedNote(text: note.text, signatures: note.signatures + cosignatures))
    }

    private init(_ checkpoint: Checkpoint, note: SignedNote) {
        (origin, size, root, extensions) = (checkpoint.origin, checkpoint.size, checkpoint.root, checkpoint.extensions)
        self.note = note
    }
}

extension LedgerError {
    /// What an error of notes means for the ledger.
    init(_ error: NoteError) {
        self.init(error.code == .unverified ? .unverifiedNote : .invalidNote, error.message)
    }

    fileprivate static let notACheckpoint = LedgerError(.invalidNote, "The note is not a checkpoint of this ledger.")
}
