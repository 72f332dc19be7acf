import ArgumentParser
import LedgerSQLite
import Server

/// The node's program as it is released: it knows no software TEE.
@main
struct Cloisterd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloisterd", abstract: "Run a Cloister node inside a hardware TEE.",
        discussion: "For development without one there is cloisterd-dev, which protects nothing from the machine's owner.")

    @OptionGroup var arguments: NodeArguments

    func run() async throws {
        try await NodeProgram.run(arguments) { _, _ in
            throw NodeError(
                "no hardware TEE that this version can attest was found on this machine; to try Cloister without one, run cloisterd-dev")
        } store: { folder in
            try await SQLiteLedgerStore(path: folder + "/ledger/ledger.sqlite")
        }
    }
}
