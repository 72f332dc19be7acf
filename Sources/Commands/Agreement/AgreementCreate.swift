import ArgumentParser
import Client
import ControlPlane
import Wire

/// Proposes an agreement.
struct AgreementCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Propose terms. Where your signature is needed, proposing is signing.")

    @Option(help: ArgumentHelp("The terms as JSON (docs/cli.md).", valueName: "terms.json"), completion: .file(extensions: ["json"]))
    var file: String

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let draft = try TermsDraft(json: try LocalFile.read(file, atMost: 64 << 10))
        let now = HostClock.now
        let report = try await node.withClient { client in
            let terms = try await draft.terms(from: client, at: now)
            let record = try await client.proposeAgreement(terms)
            return AgreementReport(record, directory: try await Directory.of(record, from: client))
        }
        try report.show(asJSON: node.output.json)
    }
}
