import ArgumentParser
import Client

/// Cancels a run.
struct RunCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Stop a run that has not ended; what was charged stays charged.")

    @Argument(help: "The run's id.", transform: Arguments.run) var run: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = run
        let record = try await node.withClient { try await $0.cancelRun(id) }
        try RunReport(record).show(asJSON: node.output.json)
    }
}
