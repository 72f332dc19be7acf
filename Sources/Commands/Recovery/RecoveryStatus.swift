import ArgumentParser
import Client
import SealedData
import Wire

/// Shows what a node that lost its keys asks for.
struct RecoveryStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what a node that lost its ledger's keys asks the holders for, after appraising it.")

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let number = try node.home.folder.recoveryNumber
        let report = try await node.withRecovery { client, seen in
            let recovery = try await client.recovery(of: seen)
            return RecoveryReport(recovery, you: number(recovery), approved: recovery.approved.count)
        }
        try report.show(asJSON: node.output.json)
    }
}

/// A recovery that waits for holders.
struct RecoveryReport: PropertiesReport {
    let ledger: String
    let key: String
    /// The package's number, and how many entries the ledger had then.
    let generation: UInt64
    let entries: UInt64
    let threshold: Int
    /// The digests of the holders' keys.
    let holders: [String]
    let approved: Int
    /// The number of this home's holder, from 1.
    let you: Int?

    init(_ recovery: PendingRecovery, you: Int?, approved: Int) {
        let package = recovery.package
        (ledger, key, generation, entries) = (package.origin, "\(package.key)", package.generation, recovery.entries)
        (threshold, holders) = (package.set.threshold, package.set.holders.map(\.digest.hex))
        (self.approved, self.you) = (approved, you)
    }

    var properties: [(name: String, value: String)] {
        [
            ("ledger", ledger), ("key", key), ("package", "\(generation), made when the ledger had \(entries) entries"),
            ("approved", "\(approved) of \(threshold) that must, of \(holders.count) holders"),
            ("you", you.map { "holder \($0)" } ?? "no holder"),
        ] + holders.enumerated().map { ("holder \($0 + 1)", $1) }
    }
}

extension NodeOptions {
    /// Appraises a node that waits for holders, and lends a client and what this home has seen of the ledger.
    func withRecovery<Value: Sendable>(_ body: @Sendable (RecoveryClient, SeenLedger) async throws -> Value) async throws -> Value {
        try await NodeConnection(home: home.folder, server: server).withRecovery(body)
    }
}

extension HomeFolder {
    /// Finds the number of this home's holder; nil if it is none.
    var recoveryNumber: @Sendable (PendingRecovery) -> Int? {
        get throws {
            guard exists(.recoveryKey) else { return { _ in nil } }
            let key = try recoveryKey().publicKey
            return { try? $0.package.set.number(of: key) }
        }
    }
}
