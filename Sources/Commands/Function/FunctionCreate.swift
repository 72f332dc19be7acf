import ArgumentParser
import Client
import ControlPlane

/// Registers a function.
struct FunctionCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Register a function: a manifest that others see, and a payload that they do not.")

    @Option(help: ArgumentHelp("The manifest as JSON (docs/cli.md).", valueName: "manifest.json"), completion: .file(extensions: ["json"]))
    var file: String

    @Option(help: ArgumentHelp("What the runtime executes; it stays secret.", valueName: "file"), completion: .file())
    var payload: String

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let draft = try ManifestDraft(json: try LocalFile.read(file, atMost: 64 << 10)).function
        let bytes = try LocalFile.read(payload, atMost: FunctionManifest.maximumPayloadBytes)
        let record = try await node.withClient { try await $0.registerFunction(draft, payload: bytes) }
        try FunctionReport(record).show(asJSON: node.output.json)
    }
}
