import ArgumentParser
import Ledger
import LedgerSQLite
import Server

/// The node's program as it is released: it knows no software TEE.
@main
struct Cloisterd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloisterd", abstract: "Run a Cloister node inside a hardware TEE.",
        discussion: "For development without one there is cloisterd-dev, which protects nothing from the machine's owner.",
        subcommands: [Node.self, LedgerCommands.self], defaultSubcommand: Node.self)

    /// The node itself: what runs when the first word is a role.
    struct Node: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "node", abstract: "Run a node.", shouldDisplay: false)

        @OptionGroup var arguments: NodeArguments

        func run() async throws { try await NodeProgram.run(arguments, platform: noPlatform, store: openStore) }
    }

    /// `cloisterd ledger`.
    struct LedgerCommands: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ledger", abstract: "Look after the ledger of a stopped node.", subcommands: [Repair.self])
    }

    /// `cloisterd ledger repair`.
    struct Repair: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "repair", abstract: "Write a new ledger from what verifies of a damaged one.")

        @OptionGroup var arguments: LedgerRepairArguments

        func run() async throws { try await LedgerRepairProgram.run(arguments, platform: noPlatform, store: openStore) }
    }
}

@Sendable private func noPlatform(_ configuration: NodeConfiguration, _ bytes: [UInt8]) async throws -> NodePlatform {
    throw NodeError(
        "no hardware TEE that this version can attest was found on this machine; to try Cloister without one, run cloisterd-dev")
}

@Sendable private func openStore(_ folder: String) async throws -> any LedgerStore {
    try await SQLiteLedgerStore(path: folder + "/ledger.sqlite")
}
