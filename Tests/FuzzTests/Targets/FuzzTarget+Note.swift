@testable import Wire

extension FuzzTarget {
    /// A signed note, and its signers among keys of both kinds: it is written as it was read.
    static let note = FuzzTarget("note") { bytes in
        guard let note = try? SignedNote(bytes) else { return }
        precondition(note.bytes == bytes, "read from other bytes than it is written as")
        _ = try? note.signers(among: keys)
    }

    /// A verifier key's text.
    static let noteKey = FuzzTarget("note-key", longest: 512) { bytes in
        guard let text = String(validating: bytes, as: UTF8.self), let key = try? NoteKey(verifierKey: text) else { return }
        precondition(key.description.utf8.elementsEqual(bytes), "read from other bytes than it is written as")
    }

    private static let keys = [
        "auditor1.example+f857ae4e+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG/wO5SSQc4drdQ1GeaWDgqFtBppoFwygQOqK84VlMoW"
            + "PE91OlW/AdxT9sCwx+7ni0DG/30lqW4igrmJzvccFEo=",
        "auditor2.example+014ac96a+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU",
    ].compactMap { try? NoteKey(verifierKey: $0) }
}
