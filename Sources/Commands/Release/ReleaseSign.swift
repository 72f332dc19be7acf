import ArgumentParser
import Attestation

/// Signs a manifest or a change of auditors.
struct ReleaseSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Read a manifest or a change of auditors in words, and add your signature.",
        discussion: """
            Signs nothing that does not follow what this home knows, and no second manifest in the place of one that the key has signed: \
            what it signed last is remembered beside the key.
            """)

    @Argument(help: "The draft or note; the signature is added to it.", completion: .file()) var file: String
    @Option(help: "Your key's file.", completion: .file()) var key: String
    @Option(help: "The change of auditors that a new set's first manifest completes.", completion: .file()) var change: String?
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let context = try ReleaseContext(home: home.folder, change: change)
        let review = try ReviewedRelease(ReleaseDraft(path: file), context)
        if !yes || !(output.json || output.quiet) { review.report.lines.forEach(Terminal.note) }
        try review.check()
        let signingKey = try AuditorKey(path: key).signingKey(among: review.sets)
        guard
            !review.draft.note.signatures.contains(where: { $0.keyID == signingKey.verifier.keyID && $0.name == signingKey.verifier.name })
        else {
            throw CommandFailure(.validationFailure, reason: "ALREADY_SIGNED", message: "this key has signed \(file) already")
        }
        let signed = SignedReleases(keyFile: key)
        if let manifest = review.draft.step.manifest { try signed.check(manifest) }
        if !yes { try Confirmation.ask("What this says is what you vouch for.") }
        if let manifest = review.draft.step.manifest { try signed.remember(manifest) }
        let draft = try review.draft.adding(try signingKey.sign(review.draft.note.text))
        let report = try ReviewedRelease(draft, context).report
        if output.json {
            try report.show(asJSON: true)
        } else {
            Terminal.print("You have signed. " + (report.needed == 0 ? "The threshold has signed." : "\(report.needed) more must sign."))
        }
    }
}
