import Ledger
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A ledger's head as a node showed it inside the handshake that its evidence covers.
struct SeenCheckpoint: Codable, Equatable, Sendable {
    /// The ledger's name.
    let origin: String
    /// How many entries it had.
    let size: UInt64
    /// The root of the tree over them, hexadecimal.
    let root: String

    init(origin: String, size: UInt64, root: String) { (self.origin, self.size, self.root) = (origin, size, root) }

    /// Reads a C2SP checkpoint. Its signature proves nothing here: the node's evidence covers it.
    init(note bytes: [UInt8]) throws(CommandFailure) {
        guard let note = try? SignedNote(bytes) else { throw Self.unreadable }
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, !lines[0].isEmpty, let size = UInt64(lines[1]), "\(size)" == lines[1],
            let data = Data(base64Encoded: String(lines[2])), let root = TreeHash(Array(data))
        else { throw Self.unreadable }
        self.init(origin: String(lines[0]), size: size, root: root.description)
    }

    /// Refuses a ledger that has gone back, or that shows another past than `earlier`, which this home has seen.
    static func check(_ now: SeenCheckpoint?, after earlier: SeenCheckpoint?) throws(CommandFailure) {
        guard let earlier else { return }
        guard let now else {
            throw CommandFailure(
                .appraisalRefused, reason: "LEDGER_ROLLED_BACK",
                message: "the node shows no ledger, and this home has seen one of \(earlier.size) entries; ask its operator what happened")
        }
        guard now.origin == earlier.origin else {
            throw CommandFailure(
                .appraisalRefused, reason: "LEDGER_FORKED",
                message: "the node keeps the ledger \(now.origin), and this home knows it as \(earlier.origin)")
        }
        guard now.size >= earlier.size else {
            throw CommandFailure(
                .appraisalRefused, reason: "LEDGER_ROLLED_BACK",
                message: "the node's ledger has \(now.size) entries, and this home has seen \(earlier.size): an older state was put back")
        }
        guard now.size > earlier.size || now.root == earlier.root else {
            throw CommandFailure(
                .appraisalRefused, reason: "LEDGER_FORKED",
                message:
                    "the node's ledger has the size that this home has seen, \(now.size) entries, but other entries: there are two of it")
        }
    }

    private static var unreadable: CommandFailure {
        CommandFailure(.appraisalRefused, reason: "INVALID_ANSWER", message: "the node's checkpoint is not a C2SP checkpoint")
    }
}
