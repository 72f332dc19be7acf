import ArgumentParser
import Client

/// Shows an asset.
struct AssetShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one of your assets and its policy.")

    @Argument(help: "The asset's id.", transform: Arguments.asset) var asset: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = asset
        let record = try await node.withClient { try await $0.asset(id) }
        try AssetReport(record).show(asJSON: node.output.json)
    }
}
