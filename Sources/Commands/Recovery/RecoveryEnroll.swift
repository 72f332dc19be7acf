import ArgumentParser
import SealedData
import Wire

/// Makes a holder's recovery key.
struct RecoveryEnroll: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Make this home's recovery key, once, and print what the node's operator puts into `recovery.holders`.",
        discussion: "Keep the home: without enough holders the keys of a ledger that is lost stay lost. Look at the ledger now and then "
            + "(`cloister ledger head`), so that this home can tell it from an older one.")

    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    private struct Document: PropertiesReport {
        let holder: String
        let key: String

        var properties: [(name: String, value: String)] { [("holder", holder), ("key", key)] }
    }

    func run() throws {
        let folder = home.folder
        try folder.prepare()
        if !folder.exists(.recoveryKey) {
            try RecipientPrivateKey().withUnsafeRawRepresentation { try folder.recoveryKeyFile.create($0) }
        }
        let key = try folder.recoveryKey().publicKey
        try Document(holder: key.digest.hex, key: key.rawRepresentation.hex).show(asJSON: output.json)
    }
}

extension HomeFolder {
    var recoveryKeyFile: KeyFile { KeyFile(path: filePath(.recoveryKey), kind: .recovery) }

    /// The key that opens this holder's share.
    func recoveryKey() throws -> RecipientPrivateKey {
        try recoveryKeyFile.withKey { bytes in
            var seed = Array(bytes)
            defer { Wiping.wipe(&seed) }
            return try RecipientPrivateKey(rawRepresentation: seed)
        }
    }
}
