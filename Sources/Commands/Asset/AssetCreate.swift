import ArgumentParser
import Attestation
import Client
import ControlPlane

/// Seals a file and registers it.
struct AssetCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Seal a file on this machine, upload the ciphertext, and say for good what it may be used for.")

    @Argument(help: "The file to seal; any size. It does not leave this machine.", completion: .file())
    var file: String

    @Option(help: "What people will call it (default: the file's name).")
    var name: String?

    @Option(
        help: ArgumentHelp(
            "A function that may read it, for good; may be given several times. Without one, no function may.", valueName: "digest"),
        transform: Arguments.functionDigest)
    var function: [FunctionDigest] = []

    @Option(
        help: ArgumentHelp(
            "Executor software that may hold its key, for good; may be given several times (default: what you pinned, or what your auditors accept now).",
            valueName: "measurement"),
        transform: Arguments.measurement)
    var executor: [Measurement] = []

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let home = node.home.folder
        let pinned = try home.acceptedExecutors(at: HostClock.now)
        let executors = executor.isEmpty ? pinned : executor
        let policy = AssetPolicy(
            functions: Set(function), executors: executors.isEmpty ? nil : Set(executors.map(\.description)))
        let path = file
        let title = name ?? path.split(separator: "/").last.map(String.init) ?? path
        try home.check()
        let scratch = try home.scratch()
        let sealing = node.output.progressBar("seal  ")
        let bar = node.output.progressBar("upload")
        defer {
            sealing.finish()
            bar.finish()
        }
        let record = try await node.withClient { client in
            try await client.createAsset(
                path: path, name: title, policy: policy, scratch: scratch, sealing: { sealing.update($0, of: $1) },
                progress: { done, total in
                    sealing.finish()
                    bar.update(done, of: total)
                })
        }
        bar.finish()
        try AssetReport(record).show(asJSON: node.output.json)
        if function.isEmpty { node.output.note("No function may read it, for good: its policy names none.") }
    }
}
