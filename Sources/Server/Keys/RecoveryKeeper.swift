import ControlPlane
import Ledger
import Logging
import SealedData
import Wire

/// The file `ledger.recovery`: it always holds a package for the holders whom the configuration names, and the ledger says which (docs/spec/keys.md,
/// "Recovery").
struct RecoveryKeeper {
    /// The state folder.
    let folder: String
    let ledger: ControlLedger
    let keys: LedgerKeys
    let logger: Logger

    /// The file in a state folder.
    static func file(in folder: String) -> DurableFile {
        DurableFile(path: folder + "/ledger.recovery", atMost: RecoveryPackage.maximumBytes)
    }

    /// Makes a new package if there is none of these holders, or `isRenewed` says that it is time; with nil ends what there was.
    func keep(_ set: RecoverySet?, isRenewed: Bool) async throws {
        let file = Self.file(in: folder)
        let (recorded, next) = try await ledger.read { state, _ in (state.recovery, state.nextRecovery) }
        guard let set else {
            if recorded?.isOffered == true {
                try await ledger.submit(.setRecovery(.ended(generation: next)), by: .system, patiently: true)
                logger.notice("nobody can recover the ledger's keys any more")
            }
            return try file.remove()
        }
        if !isRenewed, let recorded, let bytes = try? file.read(), let package = try? RecoveryPackage(bytes),
            package.digest == recorded.package, package.set == set
        {
            return
        }
        let package = try package(number: next, for: set)
        // The file first: what a crash leaves between the two is a package with the next number, and good.
        try file.replace(with: package.bytes)
        let record = RecoveryRecord(
            generation: next, package: package.digest, threshold: set.threshold, holders: set.holders.map(\.digest))
        try await ledger.submit(.setRecovery(record), by: .system, patiently: true)
        logger.notice(
            "the ledger's keys can be recovered by their holders",
            metadata: ["threshold": "\(set.threshold)", "holders": "\(set.holders.count)", "generation": "\(next)"])
    }

    private func package(number: UInt64, for set: RecoverySet) throws -> RecoveryPackage {
        let journal = ledger.journal
        var encoded = keys.encoded(origin: journal.origin)
        defer { encoded.withUnsafeMutableBytes { $0.wipe() } }
        return try RecoveryPackage.make(
            of: encoded, origin: journal.origin.name, generation: number, key: try journal.checkpointKey,
            checkpoint: try journal.checkpoint.bytes, set: set
        ) { try keys.sign($0, as: journal.origin) }
    }
}
