import ArgumentParser
import Client

/// Lists entries.
struct LedgerQuery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "List the entries of the ledger that concern you.",
        discussion: "These are the node's words, inside the attested session. `cloister ledger prove` makes them good for others.")

    @OptionGroup var filter: EntryFilter
    @OptionGroup var list: ListOptions
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let (filter, limit) = (filter, list.limit)
        let (entries, hasMore) = try await node.withClient { try await filter.collect(limit, from: $0) }
        let report = ListReport(
            "entries", entries.map(EntryText.init), hasMore: hasMore,
            columns: [
                ("ENTRY", { "\($0.sequence)" }), ("TIME", { $0.time ?? "" }), ("KIND", { $0.kind ?? "" }),
                ("SUBJECT", { $0.subject ?? "" }),
                ("ACTOR", { $0.actor ?? "" }),
            ])
        try report.show(asJSON: node.output.json)
    }
}
