import ArgumentParser
import Ledger
import LedgerWitness

/// Shows what a witness remembers.
struct WitnessShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print a witness's verifier key, and the heads that it cosigned last.",
        discussion: "The witness must not be serving.")

    @OptionGroup var witness: WitnessOptions
    @OptionGroup var output: OutputOptions

    private struct Document: Report {
        struct Log: Encodable {
            let origin: String
            let size: UInt64
            let root: String
        }
        let witness: String
        let time: UInt64
        let logs: [Log]

        var lines: [String] { ["witness  \(witness)"] + logs.map { "\($0.origin)  \($0.size) entries, root \($0.root)" } }
    }

    func run() throws {
        let state = try WitnessFolder(path: witness.folder).state()
        let logs = state.heads.sorted { $0.key < $1.key }.map {
            Document.Log(origin: $0.key, size: $0.value.size, root: $0.value.root.description)
        }
        try Document(witness: "\(state.key)", time: state.time, logs: logs).show(asJSON: output.json)
    }
}
