import ArgumentParser
import Client
import ControlPlane
import SealedData

/// Signs an agreement's terms.
struct AgreementSign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Read the terms of an agreement in words, and sign exactly them.")

    @Argument(help: "The agreement's id.", transform: Arguments.agreement) var agreement: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let id = agreement
        let asks = !yes
        let shows = asks || !(node.output.json || node.output.quiet)
        let report = try await node.withClient { client in
            let record = try await client.agreement(id)
            let directory = try await Directory.of(record, from: client)
            try Self.checkOwnKey(record.terms, client)
            if shows { AgreementReport(record, directory: directory).lines.forEach(Terminal.note) }
            if asks { try Confirmation.ask("What these terms say is what will happen.") }
            return AgreementReport(try await client.sign(record), directory: directory)
        }
        if node.output.json {
            try report.show(asJSON: true)
        } else {
            let missing = report.missingSigners.count
            Terminal.print("You have signed. " + (missing == 0 ? "The agreement is \(report.status)." : "\(missing) more must sign."))
        }
    }

    /// Terms that seal this party's outputs to a key that is not its own are a trap, whoever set it.
    static func checkOwnKey(_ terms: AgreementTerms, _ client: CloisterClient) throws(CommandFailure) {
        let own = PartyRegistration.recipientKeyDigest(client.identity.recipientKey.publicKey.rawRepresentation)
        for output in terms.outputs {
            guard output.recipients.allSatisfy({ $0.party != client.identity.id || $0.recipientKeyDigest == own }) else {
                throw CommandFailure(
                    .appraisalRefused, reason: "RECIPIENT_KEY_MISMATCH",
                    message: "the terms seal your output “\(output.slot)” to a key that is not yours; do not sign them")
            }
        }
    }
}
