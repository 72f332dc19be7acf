import Client
import Ledger
import Wire

/// A ledger's key and newest head in node.json.
struct SeenCheckpoint: Codable, Equatable, Sendable {
    /// How many entries the ledger had.
    let size: UInt64
    /// The key of the ledger, a C2SP verifier key.
    let key: String
    /// The checkpoint, a C2SP signed note.
    let note: String

    init(_ seen: SeenLedger) {
        size = seen.checkpoint.size
        key = "\(seen.key)"
        note = String(decoding: seen.checkpoint.bytes, as: UTF8.self)
    }

    /// What the SDK compares a node's ledger with.
    func seen() throws -> SeenLedger {
        guard let key = try? NoteKey(verifierKey: key), let seen = try? SeenLedger(key: key, checkpoint: Array(note.utf8)),
            seen.checkpoint.size == size
        else { throw LocalFileError("node.json", "is damaged: what it remembers of the ledger is not what cloister wrote there") }
        return seen
    }
}
