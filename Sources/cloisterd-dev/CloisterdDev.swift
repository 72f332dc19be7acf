import ArgumentParser
import Attestation
public import Ledger
import LedgerSQLite
import Server
public import SoftwareTEE
import Wire

/// The node's program with the software TEE linked in, for development and tests. Never released.
@main
struct CloisterdDev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloisterd-dev",
        abstract: "Run a Cloister node under a software TEE, which protects nothing from the machine's owner.",
        subcommands: [Node.self, LedgerCommands.self], defaultSubcommand: Node.self)

    /// The node itself: what runs when the first word is a role.
    struct Node: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "node", abstract: "Run a node.", shouldDisplay: false)

        @OptionGroup var arguments: NodeArguments

        func run() async throws { try await NodeProgram.run(arguments, platform: softwarePlatform, store: openStore) }
    }

    /// `cloisterd-dev ledger`.
    struct LedgerCommands: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ledger", abstract: "Look after the ledger of a stopped node.", subcommands: [Repair.self])
    }

    /// `cloisterd-dev ledger repair`.
    struct Repair: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "repair", abstract: "Write a new ledger from what verifies of a damaged one.")

        @OptionGroup var arguments: LedgerRepairArguments

        func run() async throws { try await LedgerRepairProgram.run(arguments, platform: softwarePlatform, store: openStore) }
    }
}

@Sendable private func openStore(_ folder: String) async throws -> any LedgerStore {
    try await SQLiteLedgerStore(path: folder + "/ledger.sqlite")
}

extension SoftwareSealer: KeySealer {}

/// The software TEE, if the operator's configuration accepts it in so many words.
@Sendable private func softwarePlatform(_ configuration: NodeConfiguration, _ bytes: [UInt8]) async throws -> NodePlatform {
    guard configuration.trust.softwareTEE == TrustFile.softwareAcknowledgement else {
        throw NodeError(
            "a software TEE protects nothing; to run one all the same, set trust.softwareTEE to “\(TrustFile.softwareAcknowledgement)”")
    }
    let roots = configuration.trust.softwareRoots.compactMap { [UInt8](hex: $0) }
    guard !roots.isEmpty, roots.count == configuration.trust.softwareRoots.count else {
        throw NodeError("trust.softwareRoots must list the measurer's root keys in hexadecimal; `cloister-measurer root` prints one")
    }
    return NodePlatform(
        evidence: MeasurerClient(socketPath: configuration.measurer, configuration: bytes),
        sealer: try await SoftwareSealer.obtain(from: configuration.measurer),
        verifiers: [try SoftwareVerifier(roots: TrustRoots(platform: .softwareTEE, keys: roots))], acceptsSoftwareTEE: true,
        isSimulation: true)
}
