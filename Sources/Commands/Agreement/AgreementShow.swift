import ArgumentParser
import Client

/// Shows an agreement's terms.
struct AgreementShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the terms of an agreement in words, and who has signed.")

    @Argument(help: "The agreement's id.", transform: Arguments.agreement) var agreement: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = agreement
        let report = try await node.withClient { client in
            let record = try await client.agreement(id)
            return AgreementReport(record, directory: try await Directory.of(record, from: client))
        }
        try report.show(asJSON: node.output.json)
    }
}
