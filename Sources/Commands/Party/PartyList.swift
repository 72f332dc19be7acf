import ArgumentParser
import Client

/// Lists parties.
struct PartyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the parties that you may see: yours and those you have to do with; admins see all.")

    @OptionGroup var list: ListOptions
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let limit = list.limit
        let (records, hasMore) = try await node.withClient { client in
            try await ListOptions.collect(limit) { try await client.parties(after: $0) }
        }
        let report = ListReport(
            "parties", records.map(PartyReport.init), hasMore: hasMore,
            columns: [
                ("PARTY", { $0.party }), ("NAME", { $0.name }), ("ROLES", { $0.roles.joined(separator: ",") }),
                ("STATE", { $0.suspended ? "SUSPENDED" : "active" }), ("REGISTERED", { $0.registeredAt }),
            ])
        try report.show(asJSON: node.output.json)
    }
}
