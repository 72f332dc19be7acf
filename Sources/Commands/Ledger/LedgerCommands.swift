import ArgumentParser

/// `cloister ledger`.
struct LedgerCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Read the ledger's audit log, and prove to others what is in it.",
        subcommands: [LedgerHead.self, LedgerQuery.self, LedgerProve.self, LedgerExport.self, LedgerVerify.self])
}
