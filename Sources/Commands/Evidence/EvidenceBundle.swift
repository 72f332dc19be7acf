import ArgumentParser
import Attestation

/// Puts evidence and its endorsements into one file.
struct EvidenceBundle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Put evidence and its endorsements into one file that can be verified offline.",
        discussion: "Nothing is verified by this. Whoever gets the bundle verifies all that is in it.")

    @Argument(help: "The evidence.", completion: .file()) var file: String
    @Option(
        name: .customLong("endorsement"), help: ArgumentHelp("A file of endorsements; may be repeated.", valueName: "file"),
        completion: .file())
    var endorsements: [String] = []
    @Option(name: .customLong("output"), help: "The bundle, written anew.", completion: .file()) var destination: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let (evidence, found) = try EvidenceFile.evidence(file, endorsements: endorsements)
        let bundle = try EndorsementBundle(evidence: evidence, endorsements: found)
        try LocalFile.write(bundle.encoded, to: destination)
        try EvidenceBundleReport(platform: "\(evidence.platform)", bytes: bundle.encoded.count, file: destination).show(asJSON: output.json)
    }
}

/// What was written.
struct EvidenceBundleReport: PropertiesReport {
    let platform: String
    let bytes: Int
    let file: String

    var properties: [(name: String, value: String)] {
        [("platform", platform), ("length", ByteCount(UInt64(bytes)).description), ("file", file)]
    }
}
