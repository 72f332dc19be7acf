import ArgumentParser
import Client

/// Suspends a party.
struct PartySuspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "For admins: stop everything that a party takes part in.")

    @Argument(help: "The party's id.", transform: Arguments.party) var party: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = party
        let record = try await node.withClient { try await $0.suspendParty(id, suspended: true) }
        try PartyReport(record).show(asJSON: node.output.json)
    }
}
