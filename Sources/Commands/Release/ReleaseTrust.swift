import ArgumentParser
import Attestation
import Wire

/// Pins an auditor set.
struct ReleaseTrust: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Let auditors decide which software this home accepts.",
        discussion: """
            Get the file from a source of your own and compare its digest. What was pinned before as software of control and executors is \
            dropped from the trust file: auditors decide in its place.
            """)

    @Argument(help: "The auditor set.", completion: .file()) var file: String
    @Option(help: ArgumentHelp("The set's digest that you know from elsewhere.", valueName: "digest"), transform: Arguments.digest)
    var expectDigest: [UInt8]?
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let home = home.folder
        let bytes = try LocalFile.read(file, atMost: AuditorSet.maximumBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw LocalFileError(file, "is no auditor set") }
        let set = try AuditorSet(text: text)
        guard expectDigest.map({ $0 == set.digest }) ?? true else {
            throw CommandFailure(
                .appraisalRefused, reason: "OTHER_AUDITORS", message: "\(file) holds another auditor set than the one you expect")
        }
        try home.prepare()
        try home.locked {
            var trust = try home.trustFile() ?? TrustFile()
            trust.auditors = set
            trust.control = .init(configurations: trust.control.configurations, followsAuditors: true)
            trust.executor = .init(configurations: trust.executor.configurations, followsAuditors: true)
            // A memory of other auditors is never passed over in silence.
            _ = try home.releaseStore(trust)
            try home.write(try trust.encoded(), to: .trust)
        }
        try AuditorSetReport(set).show(asJSON: output.json)
        output.note("Until a manifest of theirs is in force, no software is accepted: cloister release import FILE")
    }
}
