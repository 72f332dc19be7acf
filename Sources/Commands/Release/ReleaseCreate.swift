import ArgumentParser
import Attestation
import Wire

/// Drafts the next manifest.
struct ReleaseCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Draft the next release manifest, for auditors to review and sign.",
        discussion: """
            It follows the newest manifest that this home has imported. What is not said is empty: a measurement that is left out is no longer \
            accepted.
            """)

    @Option(
        help: ArgumentHelp("Software accepted as control; may be given several times.", valueName: "measurement"),
        transform: Arguments.measurement)
    var control: [Measurement] = []
    @Option(
        help: ArgumentHelp("Software accepted as executor; may be given several times.", valueName: "measurement"),
        transform: Arguments.measurement)
    var executor: [Measurement] = []
    @Option(
        help: ArgumentHelp("Also accept what `cloister attest --json` printed into this file: the node as control, and its executors."),
        completion: .file())
    var attested: [String] = []
    @Option(
        help: ArgumentHelp("The only configurations accepted as control (default: any).", valueName: "digest"),
        transform: Arguments.digest)
    var controlConfiguration: [[UInt8]] = []
    @Option(
        help: ArgumentHelp("The only configurations accepted as executor (default: any).", valueName: "digest"),
        transform: Arguments.digest)
    var executorConfiguration: [[UInt8]] = []
    @Option(
        help: ArgumentHelp("Software that is accepted nowhere any more, also where it is pinned.", valueName: "measurement"),
        transform: Arguments.measurement)
    var revoke: [Measurement] = []
    @Option(help: "The lowest accepted security version.") var minimumSecurityVersion: UInt32 = 0
    @Option(help: "How many days it is valid from now on, at most 7.") var days: UInt64 = 7
    @Option(help: "The change of auditors that it completes: it is then the new set's first.", completion: .file()) var change: String?
    @Option(name: .customLong("output"), help: "The new file.", completion: .file()) var file: String
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...7).contains(days) else { throw ValidationError("--days must be 1 to 7") }
    }

    func run() throws {
        let context = try ReleaseContext(home: home.folder, change: change)
        var control = Set(control)
        var executor = Set(executor)
        for path in attested {
            let seen = try AttestedOutput(path: path)
            control.insert(seen.control)
            executor.formUnion(seen.executors)
        }
        let now = HostClock.now
        let manifest = try ReleaseManifest(
            origin: context.set.origin, set: context.set.version, sequence: (context.before?.sequence ?? 0) + 1,
            previous: context.before?.digest ?? context.set.digest, notBefore: now, notAfter: now + days * 86_400,
            minimumSecurityVersion: minimumSecurityVersion,
            control: .init(measurements: control, configurations: Set(controlConfiguration)),
            executor: .init(measurements: executor, configurations: Set(executorConfiguration)), revoked: Set(revoke))
        try ReleaseDraft.create(manifest.text, at: file)
        try ReviewedRelease(ReleaseDraft(path: file), context).report.show(asJSON: output.json)
    }
}
