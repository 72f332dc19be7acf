import ArgumentParser
import Attestation

/// Drafts a change of auditors.
struct ReleaseRotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-auditors", abstract: "Draft the change to a new auditor set, for both sets' thresholds to sign.",
        discussion: """
            It takes effect with the new set's first manifest: cloister release create --change FILE. The sequence of manifests starts again \
            at 1, and the old set signs nothing any more.
            """)

    @OptionGroup var set: AuditorSetOptions
    @Option(name: .customLong("output"), help: "The new file.", completion: .file()) var file: String
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let context = try ReleaseContext(home: home.folder, change: nil)
        let old = context.verifier.auditors
        guard old.version < .max else {
            throw CommandFailure(.localFile, reason: "SET_TOO_WEAK", message: "there is no set after this one")
        }
        let next = try set.set(origin: old.origin, version: old.version + 1)
        let change = try AuditorSetChange(from: old, last: context.verifier.newest?.manifest, to: next)
        try ReleaseDraft.create(change.text, at: file)
        try ReviewedRelease(ReleaseDraft(path: file), context).report.show(asJSON: output.json)
    }
}
