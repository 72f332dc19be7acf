import ArgumentParser
import Client

/// Shows a party.
struct PartyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a party; this home's own without an id.")

    @Argument(help: "The party's id.", transform: Arguments.party) var party: String?
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = try party ?? node.home.folder.identityFile().party
        let record = try await node.withClient { try await $0.party(id) }
        try PartyReport(record).show(asJSON: node.output.json)
    }
}
