import ArgumentParser
import Ledger
import LedgerWitness
import Wire

/// Makes a witness.
struct WitnessInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a witness's key and its empty memory, and print its verifier key.",
        discussion: "Once for each witness: a witness whose memory was lost must get a new key, since it no longer knows what it cosigned.")

    @OptionGroup var witness: WitnessOptions
    @Option(help: "The witness's name, such as witness.example/w1.") var name: String
    @OptionGroup var output: OutputOptions

    private struct Document: PropertiesReport {
        let witness: String
        let folder: String

        var properties: [(name: String, value: String)] { [("witness", witness), ("folder", folder)] }
    }

    func run() throws {
        let key: CosignerSigningKey
        do { key = try CosignerSigningKey(name: name) } catch { throw ValidationError("--name must have neither spaces nor +") }
        let folder = try WitnessFolder(path: witness.folder)
        guard try folder.load() == nil else { throw LocalFileError(witness.folder, "holds a witness already, and is not overwritten") }
        // The key first: without a state nothing is cosigned with it, and a state without its key cannot be used.
        try key.withUnsafeRawRepresentation { try folder.keyFile.create($0) }
        try folder.save(WitnessState(key: key.verifier).wireBytes)
        try Document(witness: "\(key.verifier)", folder: witness.folder).show(asJSON: output.json)
    }
}
