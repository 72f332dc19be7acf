import ArgumentParser
import Client

/// Lists assets.
struct AssetList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List your assets.")

    @OptionGroup var list: ListOptions
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let limit = list.limit
        let (records, hasMore) = try await node.withClient { client in
            try await ListOptions.collect(limit) { try await client.assets(after: $0) }
        }
        let report = ListReport(
            "assets", records.map(AssetReport.init), hasMore: hasMore,
            columns: [
                ("ASSET", { $0.asset }), ("SIZE", { "\(ByteCount($0.plaintextLength))" }), ("STATE", { $0.deleted ? "deleted" : "sealed" }),
                ("REGISTERED", { $0.registeredAt }), ("NAME", { $0.name }),
            ])
        try report.show(asJSON: node.output.json)
    }
}
