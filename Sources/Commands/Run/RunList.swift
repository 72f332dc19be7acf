import ArgumentParser
import Client

/// Lists runs.
struct RunList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the runs of an agreement.")

    @Option(help: ArgumentHelp("The agreement's id.", valueName: "id"), transform: Arguments.agreement)
    var agreement: String

    @OptionGroup var list: ListOptions
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let (id, limit) = (agreement, list.limit)
        let (records, hasMore) = try await node.withClient { client in
            try await ListOptions.collect(limit) { try await client.runs(agreement: id, after: $0) }
        }
        let report = ListReport(
            "runs", records.map { RunReport($0) }, hasMore: hasMore,
            columns: [
                ("RUN", { $0.run }), ("STATE", { $0.status.rawValue }), ("SINCE", { $0.createdAt }), ("ENDED", { $0.endedAt ?? "-" }),
                ("ASKED FOR BY", { $0.requester }), ("FAILURE", { $0.failure ?? "-" }),
            ])
        try report.show(asJSON: node.output.json)
    }
}
