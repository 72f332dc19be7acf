import ArgumentParser
import Client

/// Halts an agreement.
struct AgreementHalt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "halt", abstract: "End an agreement for good. Any one participant can, and nobody is asked.")

    @Argument(help: "The agreement's id.", transform: Arguments.agreement) var agreement: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = agreement
        let report = try await node.withClient { client in
            let record = try await client.haltAgreement(id)
            return AgreementReport(record, directory: try await Directory.of(record, from: client))
        }
        try report.show(asJSON: node.output.json)
    }
}
