#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import CHost
import Ledger
import Wire

/// Repairs the ledger in a stopped node's state folder: writes a new store from what verifies, and only when that is durable puts it in the place of
/// the damaged one, which is kept (docs/spec/ledger.md, "Repair").
struct StateRepair {
    /// What was done, as the report file and the program's output have it.
    struct Report: Codable, Equatable {
        /// The ledger.
        var origin: String
        /// The number of its entries.
        var entries: UInt64
        /// The size of the snapshot on which the repair rests; absent if it found every entry.
        var snapshot: UInt64?
        /// How many entries came from the copy.
        var restored: UInt64
        /// Entries that nobody has, at most 64 of them.
        var lost: [UInt64]
        /// How many those are.
        var lostCount: UInt64
        /// The folder that holds the damaged store now.
        var damaged: String
    }

    /// The longest report.
    static let maximumReportBytes = 16 << 10

    /// The state folder.
    let state: String
    let origin: LedgerOrigin
    let keys: LedgerKeys
    /// A checkpoint that the ledger must contain.
    let remembered: Checkpoint?
    /// Opens the store in a folder, or makes an empty one.
    let store: @Sendable (_ folder: String) async throws -> any LedgerStore

    private var ledger: String { state + "/ledger" }
    private var fresh: String { state + "/ledger.repaired" }

    /// Repairs, and says what was done.
    ///
    /// Nothing is changed unless all succeeds. Entries before the snapshot that nobody has are left out only if `acceptingLoss`.
    func run(copy: String?, acceptingLoss: Bool) async throws -> Report {
        guard !exists(fresh) else { throw NodeError("\(fresh) was left by a repair that was cut short: move it away first") }
        guard exists(ledger) else { throw NodeError("there is no ledger in \(state)") }
        guard copy.map(exists) ?? true else { throw NodeError("the copy \(copy ?? "") does not exist") }
        let number = (1...).first { !exists("\(state)/ledger.damaged-\($0)") && !exists("\(state)/ledger.repair-\($0).json") } ?? 0
        let kept = "\(state)/ledger.damaged-\(number)"
        do {
            let report = try await fill(copy, keptAs: kept)
            guard report.lostCount == 0 || acceptingLoss else {
                let named = report.lost.map(String.init).joined(separator: " ")
                throw NodeError(
                    "\(report.lostCount) entries are damaged, and nobody has them: \(named). Give an older copy (--copy), or accept that they can be "
                        + "proved no more (--accept-loss); the state does not depend on them")
            }
            try save(report, "\(state)/ledger.repair-\(number).json")
            guard chost_exchange(fresh, ledger) == 0 else { throw failure("the repaired ledger cannot be put in its place") }
            guard rename(fresh, kept) == 0, FileCalls.system.syncFolder(state) == 0 else {
                throw failure("the ledger is repaired, and the damaged one could not be renamed from \(fresh) to \(kept)")
            }
            return report
        } catch {
            // What is there now was never the ledger, unless both have changed places already.
            if !exists("\(state)/ledger.repair-\(number).json") { try? FileManager.default.removeItem(atPath: fresh) }
            throw error
        }
    }

    private func fill(_ copy: String?, keptAs kept: String) async throws -> Report {
        let damaged = try await store(ledger)
        let older: (any LedgerStore)?
        do { older = if let copy { try await store(copy) } else { nil } } catch {
            await damaged.close()
            throw error
        }
        let result: Result<LedgerRepair.Report, any Error>
        do {
            let fresh = try await store(fresh)
            let repair = LedgerRepair(keys: keys, origin: origin, damaged: damaged, copy: older)
            do { result = .success(try await repair.run(into: fresh, remembered: remembered)) } catch { result = .failure(error) }
            await fresh.close()
        } catch {
            result = .failure(error)
        }
        // Closed before any name changes: a database looks for its write-ahead log by name.
        await damaged.close()
        await older?.close()
        let report = try result.get()
        return Report(
            origin: origin.name, entries: report.size, snapshot: report.snapshot, restored: report.restored, lost: report.lost,
            lostCount: report.lostCount, damaged: kept)
    }

    private func save(_ report: Report, _ path: String) throws {
        try DurableFile(path: path, atMost: Self.maximumReportBytes).replace(with: try report.json)
    }

    private func exists(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0
    }

    private func failure(_ sentence: String) -> NodeError { NodeError("\(sentence): \(String(cString: strerror(errno)))") }
}

extension StateRepair.Report {
    /// The report as JSON, its members in alphabetical order.
    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
        }
    }
}
