import ArgumentParser
import Client
import Ledger

/// Shows the ledger's head.
struct LedgerHead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head", abstract: "Show the ledger's signed head, after checking that it contains all that this home has seen.")

    @Option(name: .customLong("output"), help: "Also write the checkpoint, a C2SP signed note, to this file.", completion: .file())
    var file: String?
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let seen = try await node.withClient { $0.ledger.seen }
        if let file { try LocalFile.write(seen.checkpoint.bytes, to: file) }
        try LedgerHeadReport(seen).show(asJSON: node.output.json)
    }
}

/// A ledger's head in words.
struct LedgerHeadReport: PropertiesReport {
    let origin: String
    let entries: UInt64
    let root: String
    let key: String
    let checkpoint: String

    init(_ seen: SeenLedger) {
        origin = "\(seen.checkpoint.origin)"
        entries = seen.checkpoint.size
        root = "\(seen.checkpoint.root)"
        key = "\(seen.key)"
        checkpoint = String(decoding: seen.checkpoint.bytes, as: UTF8.self)
    }

    var properties: [(name: String, value: String)] {
        [("ledger", origin), ("entries", "\(entries)"), ("root", root), ("key", key)]
    }
}
