import ArgumentParser
import Attestation

/// Takes manifests into this home.
struct ReleaseImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Check release manifests and follow them from now on.",
        discussion: """
            Give the notes in the order of the chain: a change of auditors before the first manifest of the new set. Whole or not at all. \
            Peers exchange theirs by themselves; this is for a first contact, and for places without a network.
            """)

    @Argument(help: "Notes, or chains as `show --output` writes them.", completion: .file()) var files: [String]
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("say which files") }
    }

    func run() throws {
        let now = HostClock.now
        let folder = home.folder
        try folder.check()
        let chains = try files.map { try Self.chain(at: $0) }
        let store = try folder.locked {
            let store = try folder.releaseStore()
            try store.accept(try ReleaseChain(chains.flatMap(\.steps)), at: now)
            return store
        }
        try ReleaseStatus(store.verifier, at: now).show(asJSON: output.json)
    }

    /// A draft counts as a note that nobody has signed, so that the refusal says what it lacks.
    private static func chain(at path: String) throws -> ReleaseChain {
        do {
            return try ReleaseChain(bytes: try LocalFile.read(path, atMost: 2 << 20))
        } catch let error as ReleaseRefusal where error.code == .malformed {
            guard let draft = try? ReleaseDraft(path: path), draft.note.signatures.isEmpty else { throw error }
            return try ReleaseChain([draft.step])
        }
    }
}
