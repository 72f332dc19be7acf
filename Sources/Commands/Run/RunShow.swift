import ArgumentParser
import Client

/// Shows a run.
struct RunShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a run.")

    @Argument(help: "The run's id.", transform: Arguments.run) var run: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = run
        let record = try await node.withClient { try await $0.run(id) }
        try RunReport(record).show(asJSON: node.output.json)
    }
}
