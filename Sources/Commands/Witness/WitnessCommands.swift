import ArgumentParser
import Ledger
import LedgerWitness
import Wire

/// `cloister witness`.
struct WitnessCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: "Remember and cosign the heads of ledgers.",
        discussion: """
            A witness cosigns, with the time, only heads that extend the one it cosigned last, and remembers each first. It runs on a \
            machine of its own: not the ledger's, and not of the ledger's operator.
            """,
        subcommands: [WitnessInit.self, WitnessServe.self, WitnessShow.self])
}

/// The folder of a witness, as every command takes it.
struct WitnessOptions: ParsableArguments {
    @Option(help: "The witness's folder.", completion: .directory) var folder: String
}

extension WitnessFolder {
    /// The witness's key file.
    var keyFile: KeyFile { KeyFile(path: path + "/key", kind: .witness) }

    /// The state in the folder, which must be there and whole.
    func state() throws -> WitnessState {
        guard let bytes = try load() else { throw LocalFileError(path, "holds no witness; type: cloister witness init") }
        guard let state = try? WitnessState(wireBytes: bytes) else {
            throw LocalFileError(path, "holds a damaged state, and nothing is cosigned with it")
        }
        return state
    }

    /// The witness's secret key, under the name that its state has.
    func signingKey() throws -> CosignerSigningKey {
        let name = try state().key.name
        return try keyFile.withKey { try CosignerSigningKey(name: name, rawRepresentation: Array($0)) }
    }
}
