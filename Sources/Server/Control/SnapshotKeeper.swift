import ControlPlane
import Ledger
import Logging

/// Makes snapshots of a ledger's state while it serves, so that the next start need not replay everything.
struct SnapshotKeeper {
    /// How many entries there are between two snapshots, at the least.
    static let entriesBetween: UInt64 = 16_384

    let ledger: ControlLedger
    let logger: Logger
    var entriesBetween = SnapshotKeeper.entriesBetween
    var pause = Duration.seconds(5)

    /// Looks from time to time whether a snapshot is due, until its task is canceled. A snapshot that fails is tried again; if the store failed, the
    /// journal's next append ends the node.
    func run(after last: UInt64?) async {
        var last = last ?? 0
        while (try? await Task.sleep(for: pause)) != nil {
            do {
                guard try ledger.journal.size - min(last, try ledger.journal.size) >= entriesBetween else { continue }
                let summary = try await ledger.snapshot()
                last = summary.size
                logger.info("a snapshot was made", metadata: ["entries": "\(summary.size)", "bytes": "\(summary.bytes)"])
            } catch {
                logger.warning("no snapshot could be made", metadata: ["error": "\(error)"])
            }
        }
    }
}
