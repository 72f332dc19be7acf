import ArgumentParser
import Client

/// Ends a party's suspension.
struct PartyReinstate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reinstate", abstract: "For admins: end a party's suspension.")

    @Argument(help: "The party's id.", transform: Arguments.party) var party: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = party
        let record = try await node.withClient { try await $0.suspendParty(id, suspended: false) }
        try PartyReport(record).show(asJSON: node.output.json)
    }
}
