import ArgumentParser
import Client

/// Erases an asset's key.
struct AssetDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Erase an asset's key, for good: nothing can read it again.")

    @Argument(help: "The asset's id.", transform: Arguments.asset) var asset: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = asset
        if !yes { try Confirmation.ask("The key of the asset \(id) will be erased, and nothing can bring it back.") }
        try await node.withClient { try await $0.deleteAsset(id) }
        try DoneReport(kind: "asset", id: id, verb: "deleted", sentence: "The key of the asset \(id) is erased.").show(
            asJSON: node.output.json)
    }
}
