import ArgumentParser
import Client
import Ledger
import Wire

/// Verifies proofs without a node.
struct LedgerVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check proofs of ledger entries, without any node.",
        discussion: """
            A proof that holds shows that the ledger of that key had the entry with these fields at this place, before the checkpoint that the proof \
            contains was signed. Ends with exit code 3 if any proof does not hold.
            """)

    @Argument(help: "Proofs that `cloister ledger prove` or `export` wrote.", completion: .file()) var files: [String]
    @Option(
        help: ArgumentHelp(
            "The ledger's key, as `cloister ledger head` shows it (default: that of the ledger this home remembers).", valueName: "key"),
        transform: LedgerVerify.verifierKey)
    var key: NoteKey?
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let key = try key ?? home.folder.nodeFile()?.checkpoint?.seen().key else {
            throw CommandFailure(
                .localFile, reason: "NO_KEY", message: "this home remembers no ledger; say its key with --key, from a source that you trust"
            )
        }
        let entries = try files.map { path in
            let bytes = try LocalFile.read(path, atMost: ProofText.maximumBytes)
            do throws(LedgerError) {
                let proof = try ProofText(bytes)
                return EntryText(sequence: proof.disclosure.sequence, fields: try proof.verify(key: key).fields)
            } catch {
                throw CommandFailure(.appraisalRefused, reason: "PROOF_REFUSED", message: "\(path) proves nothing of \(key.name): \(error)")
            }
        }
        try LedgerVerifyReport(ledger: key.name, entries: entries).show(asJSON: output.json)
    }

    private static func verifierKey(_ text: String) throws -> NoteKey {
        guard let key = try? NoteKey(verifierKey: text) else {
            throw ValidationError("“\(Terminal.escaped(text))” is no verifier key such as cloister.example/ledger+1234abcd+AWx5…")
        }
        return key
    }
}

/// What was proved.
struct LedgerVerifyReport: Report {
    let ledger: String
    let entries: [EntryText]

    var lines: [String] {
        ["\(entries.count) of \(entries.count) proofs hold: \(ledger) has"] + entries.map { Terminal.escaped("  \($0.line)") }
    }
}
