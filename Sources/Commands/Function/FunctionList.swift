import ArgumentParser
import Client

/// Lists functions.
struct FunctionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the functions that you may use.")

    @OptionGroup var list: ListOptions
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let limit = list.limit
        let (records, hasMore) = try await node.withClient { client in
            try await ListOptions.collect(limit) { try await client.functions(after: $0) }
        }
        let report = ListReport(
            "functions", records.map(FunctionReport.init), hasMore: hasMore,
            columns: [
                ("FUNCTION", { $0.title }), ("RUNTIME", { $0.runtime }), ("OWNER", { $0.owner }),
                ("STATE", { $0.disabled ? "withdrawn" : "active" }), ("DIGEST", { $0.digest }),
            ])
        try report.show(asJSON: node.output.json)
    }
}
