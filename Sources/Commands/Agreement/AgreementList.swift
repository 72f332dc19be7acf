import ArgumentParser
import Client

/// Lists agreements.
struct AgreementList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the agreements that you take part in.")

    @OptionGroup var list: ListOptions
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let limit = list.limit
        let (records, hasMore) = try await node.withClient { client in
            try await ListOptions.collect(limit) { try await client.agreements(after: $0) }
        }
        let report = ListReport(
            "agreements", records.map { AgreementReport($0, directory: Directory()) }, hasMore: hasMore,
            columns: [
                ("AGREEMENT", { $0.agreement }), ("STATE", { $0.status }), ("RUNS", { "\($0.runsCharged)/\($0.limits.runs)" }),
                ("UNTIL", { $0.limits.until }),
                ("SIGNED", { "\($0.requiredSigners.count - $0.missingSigners.count)/\($0.requiredSigners.count)" }),
                ("FUNCTION", { $0.function }),
            ])
        try report.show(asJSON: node.output.json)
    }
}
