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
            return (record, try await Self.outputs(of: record, client, status))
        }
        status.finish()
        try RunReport(record, files: try RunOutputs.write(outputs, to: outputDir)).show(asJSON: node.output.json)
    }

    /// Fetches and opens this party's outputs while the line says how far it is.
    static func outputs(of record: RunRecord, _ client: CloisterClient, _ status: StatusLine) async throws -> [String: [UInt8]] {
        try await client.outputs(of: record) { slot, done, total in
            status.update("run \(record.id): \(slot), \(ByteCount(done)) of \(ByteCount(total))")
        }
    }
}
