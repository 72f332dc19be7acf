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

    private var file: DurableFile { DurableFile(path: folder + "/ledger.seen", atMost: Self.maximumBytes) }

    /// Tells the operator, and keeps the checkpoint that contradicts the ledger.
    func raise(_ seen: Checkpoint, _ error: LedgerError) {
        logger.critical("the ledger is not the latest: nothing more is released", metadata: ["reason": "\(error)", "seen": "\(seen.size)"])
        do throws(LedgerError) { try file.replace(with: seen.bytes) } catch {
            logger.critical("the checkpoint that shows it cannot be kept", metadata: ["reason": "\(error)"])
        }
    }

    /// Keeps a checkpoint that the ledger must contain to open.
    func demand(_ checkpoint: [UInt8]) throws(LedgerError) { try file.replace(with: checkpoint) }

    /// The checkpoint of an alarm that was raised: the ledger must contain it to open.
    func remembered(key: NoteKey) throws -> Checkpoint? {
        do throws(LedgerError) {
            guard let bytes = try file.read() else { return nil }
            return try Checkpoint(bytes, key: key)
        } catch {
            throw NodeError("\(file.path) is not a checkpoint of this ledger; if you know why, remove it: \(error)")
        }
    }

    /// Ends an alarm whose checkpoint the ledger contains again.
    func settle() {
        do throws(LedgerError) { try file.remove() } catch {
            logger.warning("an alarm that is over cannot be forgotten", metadata: ["reason": "\(error)"])
        }
    }
}

extension LedgerError {
    /// Whether the log is older than, or another than, one that was seen.
    var isContradiction: Bool { code == .behindRemembered || code == .forkedFromRemembered }
}
