import ArgumentParser

/// `cloister asset`.
struct AssetCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asset", abstract: "Seal and upload data, and see and delete it.",
        subcommands: [AssetCreate.self, AssetList.self, AssetShow.self, AssetDelete.self])
}
