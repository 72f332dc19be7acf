public import Wire

/// One note of a chain of releases, parsed and not verified.
public struct ReleaseStep: Hashable, Sendable {
    /// What the note says.
    public enum Content: Hashable, Sendable {
        /// Which software is good.
        case manifest(ReleaseManifest)
        /// Who signs from now on.
        case change(AuditorSetChange)
    }

    /// The note, with its signatures.
    public let note: SignedNote
    /// What it says.
    public let content: Content
    /// SHA-256 of the text.
    public let digest: [UInt8]
    /// The note's length, in bytes.
    let length: Int

    /// Parses a note.
    public init(_ bytes: [UInt8]) throws(ReleaseRefusal) {
        let note: SignedNote
        do throws(NoteError) {
            note = try SignedNote(bytes)
        } catch {
            throw ReleaseRefusal(.malformed, error.message)
        }
        try self.init(note)
    }

    /// Reads what a note says.
    public init(_ note: SignedNote) throws(ReleaseRefusal) {
        self.note = note
        digest = ReleaseText.digest(note.text)
        length = note.bytes.count
        if note.text.hasPrefix("\(AuditorSetChange.format)\n") {
            content = .change(try AuditorSetChange(text: note.text))
        } else {
            content = .manifest(try ReleaseManifest(text: note.text))
        }
    }

    /// The manifest; nil for a change of auditors.
    public var manifest: ReleaseManifest? {
        guard case .manifest(let manifest) = content else { return nil }
        return manifest
    }
}
