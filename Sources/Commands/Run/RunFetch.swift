import ArgumentParser
import Client

/// Opens a run's outputs.
struct RunFetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "output", abstract: "Open your outputs of a run, and write each to a file named like its slot.")

    @Argument(help: "The run's id.", transform: Arguments.run) var run: String

    @Option(help: ArgumentHelp("Where the files go.", valueName: "dir"), completion: .directory)
    var outputDir = "."

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = run
        let status = StatusLine(isVisible: node.output.showsProgress)
        defer { status.finish() }
        let (record, outputs) = try await node.withClient { client in
            let record = try await client.run(id)
            status.update("run \(id): opening its outputs")
            return (record, try await client.outputs(of: record))
        }
        status.finish()
        try RunReport(record, files: try RunOutputs.write(outputs, to: outputDir)).show(asJSON: node.output.json)
    }
}
