import ArgumentParser
import Client

/// Gives this holder's share.
struct RecoveryApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Give this holder's share to a node that lost its ledger's keys.",
        discussion:
            "The node is appraised as by every other command, and must ask for the keys of the very ledger that this home has seen. "
            + "The share is sealed to it, with the newest head that this home has seen: the node opens no older ledger.")

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let key = try node.home.folder.recoveryKey()
        let report = try await node.withRecovery { client, seen in
            let recovery = try await client.recovery(of: seen)
            let number = try recovery.package.set.number(of: key.publicKey)
            return RecoveryReport(recovery, you: number, approved: try await client.approve(recovery, with: key, seen: seen))
        }
        try report.show(asJSON: node.output.json)
    }
}
