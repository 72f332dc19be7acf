import ArgumentParser
import Attestation
import Wire

/// What makes up an auditor set on the command line.
struct AuditorSetOptions: ParsableArguments {
    @Option(help: "How many auditors must sign.") var threshold: Int
    @Option(help: "How many auditors are assumed to be bad; two quorums must share another one.") var assumedBad: Int
    @Option(
        help: ArgumentHelp("An auditor's public half as `cloister release key` printed it; once for each.", valueName: "name+id+key"),
        transform: { text in
            guard let key = try? NoteKey(verifierKey: text) else {
                throw ValidationError("“\(Terminal.escaped(text))” is no auditor's key such as auditor.example+1a2b3c4d+A…")
            }
            return key
        })
    var auditor: [NoteKey] = []

    func set(origin: String, version: UInt32) throws -> AuditorSet {
        try AuditorSet(origin: origin, version: version, threshold: threshold, assumedBad: assumedBad, keys: auditor)
    }
}

/// Writes the first auditor set.
struct ReleaseAuditors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auditors", abstract: "Write the first auditor set of a chain of releases.",
        discussion:
            "The file is public. Whoever wants to follow these auditors gets it from a source of their own, and trusts it with trust.")

    @Option(help: "The chain of releases: a schema-less URL such as cloister.example/releases.") var origin: String
    @OptionGroup var set: AuditorSetOptions
    @Option(name: .customLong("output"), help: "The new file.", completion: .file()) var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let set = try set.set(origin: origin, version: 1)
        try ReleaseDraft.create(set.text, at: file)
        try AuditorSetReport(set, file: file).show(asJSON: output.json)
    }
}

/// An auditor set, for showing.
struct AuditorSetReport: PropertiesReport {
    let origin: String
    let set: UInt32
    let threshold: Int
    let assumedBad: Int
    let auditors: [String]
    let digest: String
    let file: String?

    init(_ set: AuditorSet, file: String? = nil) {
        origin = set.origin
        self.set = set.version
        threshold = set.threshold
        assumedBad = set.assumedBad
        auditors = set.keys.map(\.description)
        digest = set.digest.hex
        self.file = file
    }

    var properties: [(name: String, value: String)] {
        [("releases", origin), ("auditor set", "\(set)"), ("digest", digest)] + auditors.map { ("auditor", $0) }
            + [("threshold", "\(threshold) of \(auditors.count) must sign"), ("assumed bad", "\(assumedBad)")]
            + (file.map { [("file", $0)] } ?? [])
    }
}
