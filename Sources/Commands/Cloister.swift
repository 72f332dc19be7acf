import ArgumentParser

/// The command line of Cloister.
struct Cloister: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloister",
        abstract: "Run functions on sealed data that only the agreed recipients can read the results of.",
        discussion: """
            A party's keys, its trust file and what it remembers of the node are in one folder: --home, or $CLOISTER_HOME, or ~/.cloister. \
            Begin with `cloister init`, then `cloister attest`.

            \(ExitCode.explanation)
            """,
        version: Version.number,
        subcommands: [
            Init.self, Attest.self, PartyCommands.self, FunctionCommands.self, AssetCommands.self, AgreementCommands.self,
            RunCommands.self, LedgerCommands.self, ReleaseCommands.self, EvidenceCommands.self, WitnessCommands.self,
            RecoveryCommands.self, Completions.self, Version.self,
        ])
}
