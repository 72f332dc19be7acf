import ArgumentParser
import Wire

/// How an auditor's key signs, as the command line spells it.
enum AuditorAlgorithm: String, CaseIterable, ExpressibleByArgument {
    case ed25519, ecdsa

    var algorithm: NoteKey.Algorithm { self == .ed25519 ? .ed25519 : .ecdsa }
}

/// Makes an auditor's key.
struct ReleaseKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make an auditor's key, and print its public half.",
        discussion: "The file has mode 0600 and is never overwritten. Whoever has it is the auditor.")

    @Argument(help: "The new file.", completion: .file()) var file: String
    @Option(help: "The auditor's name, such as auditor.example.") var name: String
    @Option(help: "How it signs: ed25519 or ecdsa (P-256).") var algorithm = AuditorAlgorithm.ed25519
    @OptionGroup var output: OutputOptions

    private struct Document: PropertiesReport {
        let auditor: String
        let file: String

        var properties: [(name: String, value: String)] { [("auditor", auditor), ("file", file)] }
    }

    func run() throws {
        guard let key = try? NoteSigningKey(name: name, algorithm: algorithm.algorithm) else {
            throw ValidationError("--name must have neither spaces nor +")
        }
        try key.withUnsafeRawRepresentation {
            try KeyFile(path: file, kind: algorithm == .ed25519 ? .auditorEd25519 : .auditorECDSA).create($0)
        }
        try Document(auditor: "\(key.verifier)", file: file).show(asJSON: output.json)
    }
}
