import ArgumentParser

/// `cloister agreement`.
struct AgreementCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement", abstract: "Propose, read, sign and halt agreements.",
        subcommands: [AgreementCreate.self, AgreementList.self, AgreementShow.self, AgreementSign.self, AgreementHalt.self])
}
