import ArgumentParser

/// `cloister recovery`.
struct RecoveryCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery", abstract: "Hold a recovery key: with enough others, give a ledger's keys back to a node that lost them.",
        subcommands: [RecoveryEnroll.self, RecoveryStatus.self, RecoveryApprove.self])
}
