import ArgumentParser

/// Which version this is.
struct Version: ParsableCommand {
    static let number = "0.1.0"
    static let configuration = CommandConfiguration(abstract: "Print the version.")

    @OptionGroup var output: OutputOptions

    private struct Document: Report {
        let version: String
        var lines: [String] { ["cloister \(version)"] }
    }

    func run() throws { try Document(version: Self.number).show(asJSON: output.json) }
}
