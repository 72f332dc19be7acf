import ArgumentParser
import Client

/// Shows a function.
struct FunctionShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a function.")

    @Argument(help: "The function's digest.", transform: Arguments.function) var digest: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let digest = digest
        let record = try await node.withClient { try await $0.function(digest) }
        try FunctionReport(record).show(asJSON: node.output.json)
    }
}
