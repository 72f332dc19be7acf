public import Wire

/// A proof of one entry with the checkpoint that it leads to, in the form of C2SP tlog-proof: whoever has it and the ledger's key needs nothing else.
///
///     c2sp.org/tlog-proof@v1
///     extra <the disclosure of docs/spec/ledger.md §5, base64>
///     index <sequence number>
///     <hash of the path, base64>, from the leaf upwards
///
///     <checkpoint>
public struct ProofText: Hashable, Sendable {
    /// The longest text, in bytes.
    public static let maximumBytes = 6 << 20
    private static let header = "c2sp.org/tlog-proof@v1"

    /// What is disclosed of the entry.
    public let disclosure: EntryDisclosure
    /// The path to the checkpoint's root.
    public let path: [TreeHash]
    /// The checkpoint's bytes, not verified.
    public let checkpoint: [UInt8]

    /// A proof that leads to a checkpoint; says nothing until `verify(key:)` has checked it.
    public init(_ proof: EntryProof, checkpoint: [UInt8]) {
        disclosure = proof.disclosure
        path = proof.inclusion.path
        self.checkpoint = checkpoint
    }

    /// Parses the text; refuses any other form.
    public init(_ text: [UInt8]) throws(LedgerError) {
        guard text.count <= Self.maximumBytes else { throw .notAProof }
        var rest = text[...]
        guard Self.line(&rest)?.elementsEqual(Self.header.utf8) == true, let extra = Self.value(of: "extra ", &rest),
            let bytes = Base64.decode(extra), let disclosure = try? EntryDisclosure(wireBytes: bytes),
            let index = Self.value(of: "index ", &rest), UInt64(decimal: index) == disclosure.sequence
        else { throw .notAProof }
        var path: [TreeHash] = []
        while let line = Self.line(&rest) {
            if line.isEmpty {
                (self.disclosure, self.path, checkpoint) = (disclosure, path, Array(rest))
                return
            }
            guard path.count < InclusionProof.maximumPath, let bytes = Base64.decode(line), let hash = TreeHash(bytes) else { break }
            path.append(hash)
        }
        throw .notAProof
    }

    /// The exact bytes to store or send.
    public var bytes: [UInt8] {
        let lines = [Self.header, "extra \(Base64.encode(disclosure.wireBytes))", "index \(disclosure.sequence)"]
        return (lines + path.map { Base64.encode($0.bytes) } + [""]).flatMap { $0.utf8 + [SignedNote.newline] } + checkpoint
    }

    /// Checks the checkpoint's signature and the proof, and returns the checkpoint and the disclosed fields.
    ///
    /// - Throws: `LedgerError` for a checkpoint of another key, and for a proof that does not lead to it.
    public func verify(key: NoteKey) throws(LedgerError) -> (checkpoint: Checkpoint, fields: [LedgerRecord.Field]) {
        let checkpoint = try Checkpoint(checkpoint, key: key)
        let inclusion = InclusionProof(index: disclosure.sequence, size: checkpoint.size, path: path)
        let fields = try ProofVerifier.verify(EntryProof(disclosure: disclosure, inclusion: inclusion), checkpoint: checkpoint)
        return (checkpoint, fields)
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: SignedNote.newline) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    private static func value(of name: String, _ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let line = line(&rest), line.starts(with: name.utf8) else { return nil }
        return line.dropFirst(name.utf8.count)
    }
}

extension LedgerError {
    fileprivate static let notAProof = LedgerError(.invalidProof, "The text is not a C2SP tlog-proof of a ledger's entry.")
}
