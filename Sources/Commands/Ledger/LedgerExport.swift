import ArgumentParser
import Client
import Ledger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes proofs of many entries.
struct LedgerExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write proofs of all entries that concern you, with all that you may see of them, into a new folder.",
        discussion: """
            Each proof is a file SEQUENCE.tlog-proof, and all lead to one checkpoint, the file `checkpoint`. Check them with \
            `cloister ledger verify FOLDER/*.tlog-proof`.
            """)

    @Option(name: .customLong("output"), help: "The folder, which must not exist yet.", completion: .directory) var path: String
    @OptionGroup var filter: EntryFilter
    @OptionGroup var list: ListOptions
    @OptionGroup var node: NodeOptions

    func run() async throws {
        guard !LocalFile.exists(path) else { throw LocalFileError(path, "exists already; choose another folder") }
        let (filter, limit) = (filter, list.limit)
        let bar = ProgressBar("prove ", isVisible: node.output.showsProgress, unit: .calls)
        let (proofs, checkpoint, hasMore) = try await node.withClient { client in
            let checkpoint = client.ledger.seen.checkpoint
            let (entries, hasMore) = try await filter.collect(limit, from: client)
            let covered = entries.filter { $0.sequence < checkpoint.size }
            var proofs: [ProofText] = []
            for entry in covered {
                proofs.append(try await client.proof(of: entry.sequence, disclosing: entry.fields.map(\.name), at: checkpoint))
                bar.update(UInt64(proofs.count), of: UInt64(covered.count))
            }
            return (proofs, checkpoint, hasMore)
        }
        bar.finish()
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) } catch {
            throw LocalFileError(path, "cannot be made")
        }
        try LocalFile.write(checkpoint.bytes, to: path + "/checkpoint")
        for proof in proofs { try LocalFile.write(proof.bytes, to: "\(path)/\(proof.disclosure.sequence).tlog-proof") }
        try LedgerExportReport(folder: path, proofs: proofs.count, entries: checkpoint.size, more: hasMore).show(asJSON: node.output.json)
    }
}

/// What was written.
struct LedgerExportReport: PropertiesReport {
    let folder: String
    let proofs: Int
    /// Of the ledger, at the checkpoint.
    let entries: UInt64
    let more: Bool

    var properties: [(name: String, value: String)] {
        [("folder", folder), ("proofs", "\(proofs) of a ledger of \(entries) entries")]
            + (more ? [("more", "say how many with --limit")] : [])
    }
}
