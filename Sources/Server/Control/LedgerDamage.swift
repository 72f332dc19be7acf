import Ledger
import Logging

/// What a node does when entries before its snapshot turn out to be damaged: it says which, keeps a note, and stops. While the note is there it
/// reads all of the past before it serves anything (docs/spec/ledger.md, "Opening").
struct LedgerDamage: Sendable {
    /// The longest note.
    private static let maximumBytes = 16 << 10

    /// The state folder.
    let folder: String
    let logger: Logger

    private var file: DurableFile { DurableFile(path: folder + "/ledger.damage", atMost: Self.maximumBytes) }

    /// Verifies the entries before the snapshot from which a ledger was opened. Ends the node by an error if they are not all there as they were written.
    func examine(_ journal: Journal, to snapshot: UInt64) async throws {
        let report: PastReport
        do {
            report = try await journal.verifyPast(to: snapshot)
        } catch let error as LedgerError {
            // A page that the store cannot even read.
            throw refusal("the entries before the snapshot cannot be read: \(error)")
        }
        guard report.isWhole else {
            let named = report.damaged.map(String.init).joined(separator: " ")
            throw refusal("entries before the snapshot are damaged or missing: \(named); tiles: \(report.damagedTiles)")
        }
        if report.leftOut > 0 {
            logger.warning("a repair left entries out, which can be proved no more", metadata: ["entries": "\(report.leftOut)"])
        }
        logger.info("the ledger's past is as it was written", metadata: ["entries": "\(report.verified)"])
    }

    /// Examines the past before anything is served, if it was found damaged before, and forgets that if it is whole again.
    func examineIfNoted(_ journal: Journal, to snapshot: UInt64?) async throws {
        let isNoted: Bool
        // A note that cannot be read is one all the same.
        do throws(LedgerError) { isNoted = try file.read() != nil } catch { isNoted = true }
        guard isNoted else { return }
        // Without a snapshot the opening has read every entry.
        if let snapshot { try await examine(journal, to: snapshot) }
        try file.remove()
    }

    private func refusal(_ what: String) -> NodeError {
        logger.critical("THE LEDGER IS DAMAGED and the node stops; see `cloisterd ledger repair`", metadata: ["damage": "\(what)"])
        do throws(LedgerError) { try file.replace(with: Array((what + "\n").utf8)) } catch {
            logger.critical("the note of it cannot be kept", metadata: ["reason": "\(error)"])
        }
        return NodeError(what)
    }
}
