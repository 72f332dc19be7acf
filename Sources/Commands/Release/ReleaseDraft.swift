import Attestation
import Wire

/// A release text in a file on its way to a quorum: without signatures at first, a signed note from the first on.
struct ReleaseDraft {
    let path: String
    let note: SignedNote
    let step: ReleaseStep

    /// Reads a draft or a note.
    init(path: String) throws {
        self.path = path
        let bytes = try LocalFile.read(path, atMost: SignedNote.maximumBytes)
        if let note = try? SignedNote(bytes) {
            self.note = note
        } else if let text = String(validating: bytes, as: UTF8.self) {
            note = SignedNote(text: text, signatures: [])
        } else {
            throw LocalFileError(path, "is no release: it is not text")
        }
        step = try ReleaseStep(note)
    }

    /// Writes a new draft; refuses to replace a file.
    static func create(_ text: String, at path: String) throws {
        guard !LocalFile.exists(path) else { throw LocalFileError(path, "exists already and is not overwritten") }
        try LocalFile.write(Array(text.utf8), to: path)
    }

    /// The file with one more signature.
    func adding(_ signature: SignedNote.Signature) throws -> ReleaseDraft {
        try LocalFile.write(note.adding(signature).bytes, to: path)
        return try ReleaseDraft(path: path)
    }
}
