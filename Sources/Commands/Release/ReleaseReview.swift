import ArgumentParser

/// Tells what a manifest or a change of auditors says.
struct ReleaseReview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Tell in words what a manifest or a change of auditors changes, and who has signed.",
        discussion: "Ends with exit code 3 if it does not follow what this home knows, so that it must not be signed.")

    @Argument(help: "The draft or note.", completion: .file()) var file: String
    @Option(help: "The change of auditors that a new set's first manifest completes.", completion: .file()) var change: String?
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let review = try ReviewedRelease(ReleaseDraft(path: file), ReleaseContext(home: home.folder, change: change))
        try review.report.show(asJSON: output.json)
        try review.check()
    }
}
