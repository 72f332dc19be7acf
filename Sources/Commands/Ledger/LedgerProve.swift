import ArgumentParser
import Client
import Ledger

/// Makes a proof of one entry.
struct LedgerProve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Write a proof that an entry is in the ledger, which discloses the fields that you name and no others.",
        discussion: "Whoever has the file and the ledger's key can check it with `cloister ledger verify`, without any node.")

    @Argument(help: "The entry's sequence number.") var sequence: UInt64
    @Option(
        name: .customLong("field"), help: ArgumentHelp("A field to disclose; may be repeated (default: kind and time).", valueName: "name"))
    var fields: [String] = []
    @Option(name: .customLong("output"), help: "The proof, a C2SP tlog-proof.", completion: .file()) var file: String
    @OptionGroup var node: NodeOptions

    func run() async throws {
        let (sequence, names) = (sequence, fields.isEmpty ? ["kind", "time"] : fields)
        let proof = try await node.withClient { try await $0.proof(of: sequence, disclosing: names) }
        try LocalFile.write(proof.bytes, to: file)
        try DoneReport(kind: "entry", id: "\(sequence)", verb: "proved", sentence: "The proof of entry \(sequence) is in \(file).")
            .show(asJSON: node.output.json)
    }
}
