#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Ledger
import Logging
import Wire

/// What a node does when somebody has seen a later state of its ledger, or another one: it says so as loudly as it can, and keeps the proof, so
/// that it does not serve the same state again after a restart.
struct LedgerAlarm: Sendable {
    /// The longest checkpoint that is read.
    static let maximumBytes = 64 << 10

    /// The state folder.
    let folder: String
    let logger: Logger

    private var path: String { folder + "/ledger.seen" }

    /// Tells the operator, and keeps the checkpoint that contradicts the ledger.
    func raise(_ seen: Checkpoint, _ error: LedgerError) {
        logger.critical("the ledger is not the latest: nothing more is released", metadata: ["reason": "\(error)", "seen": "\(seen.size)"])
        do { try Data(seen.bytes).write(to: URL(filePath: path), options: .atomic) } catch {
            logger.critical("the checkpoint that shows it cannot be kept", metadata: ["file": "\(path)"])
        }
    }

    /// Keeps a checkpoint that the ledger must contain to open.
    func demand(_ checkpoint: [UInt8]) throws { try Data(checkpoint).write(to: URL(filePath: path), options: .atomic) }

    /// The checkpoint of an alarm that was raised: the ledger must contain it to open.
    func remembered(key: NoteKey) throws -> Checkpoint? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let bytes = try? Data(contentsOf: URL(filePath: path)), bytes.count <= Self.maximumBytes,
            let checkpoint = try? Checkpoint(Array(bytes), key: key)
        else { throw NodeError("\(path) is not a checkpoint of this ledger; if you know why, remove it") }
        return checkpoint
    }

    /// Ends an alarm whose checkpoint the ledger contains again.
    func settle() { try? FileManager.default.removeItem(atPath: path) }
}

extension LedgerError {
    /// Whether the log is older than, or another than, one that was seen.
    var isContradiction: Bool { code == .behindRemembered || code == .forkedFromRemembered }
}
