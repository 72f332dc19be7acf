import ArgumentParser
import Attestation
import AttestationCollateral

/// Fetches what the verification of evidence needs, and writes it with the evidence into one file.
struct EvidenceFetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch the endorsements of evidence from Intel or AMD, and write a bundle that can be verified offline.",
        discussion: """
            What is asked names the machine to its vendor: the family (Intel), or the chip and its security versions (AMD). Nothing else is \
            sent. What comes is verified with the evidence before the bundle is written; policies are left to `evidence verify`. AMD publishes \
            no VLEKs: give the certificate that came with such a report with --endorsement.

            Answers are kept in --cache, or in the home where there is one, and asked for again when they are no longer fresh.
            """)

    @Argument(help: "The evidence, or a bundle with endorsements that are too old.", completion: .file()) var file: String
    @Option(
        name: .customLong("endorsement"), help: ArgumentHelp("What is at hand already; may be repeated.", valueName: "file"),
        completion: .file())
    var endorsements: [String] = []
    @Option(
        name: .customLong("output"), help: ArgumentHelp("The bundle, written anew (default: FILE.bundle).", valueName: "file"),
        completion: .file())
    var destination: String?
    @Option(help: ArgumentHelp("A PCCS, or another service with the paths of Intel's PCS.", valueName: "url")) var pcs: String?
    @Option(help: ArgumentHelp("A service with the paths of AMD's KDS.", valueName: "url")) var kds: String?
    @Flag(help: "Ask Intel for its newest evaluation, which platforms may still have months to reach.") var early = false
    @Option(help: ArgumentHelp("Where answers are kept, mode 0700.", valueName: "dir"), completion: .directory) var cache: String?
    @Flag(help: "Ask nobody: what is kept and still valid serves, and nothing else.") var offline = false
    @Option(
        help: ArgumentHelp("The moment at which everything must be valid, such as 2026-11-23T12:00:00Z (default: now).", valueName: "time"),
        transform: Arguments.moment)
    var at: UInt64?
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let sources = try CollateralSources(intel: pcs, amd: kds, intelUpdate: early ? .early : .standard)
        let (evidence, known) = try EvidenceFile.evidence(file, endorsements: endorsements)
        let remembered = try RememberedCollateral(home, at: at)
        let status = StatusLine(isVisible: output.showsProgress)
        status.update("asking for the endorsements of \(evidence.platform)…")
        defer { status.finish() }
        var limits = CollateralFetcher.Limits()
        limits.isOffline = offline
        let fetched = try await CollateralFetcher.with(
            sources: sources, limits: limits, clock: .host(at: at), folder: try folder()
        ) { fetcher in
            do {
                return try await fetcher.bundle(
                    for: evidence, beside: known, verifiers: HardwareVerifiers.all(cache: remembered.cache))
            } catch let error as AttestationError {
                guard let refusal = error.refusal else { throw error }
                throw CommandFailure(.appraisalRefused, reason: "\(refusal)".uppercased(), message: error.message)
            }
        }
        try remembered.keep()
        let destination = destination ?? file + ".bundle"
        let encoded = fetched.bundle.encoded
        try LocalFile.write(encoded, to: destination)
        status.finish()
        try EvidenceFetchReport(fetched, bytes: encoded.count, file: destination).show(asJSON: output.json)
    }

    /// Where answers are kept: where it is said, or in the home if there is one.
    private func folder() throws -> CollateralFolder? {
        if let cache { return try CollateralFolder(cache) }
        guard LocalFile.exists(home.folder.path) else {
            guard !offline else { throw LocalFileError(home.folder.path, "does not exist: say with --cache where answers are kept") }
            return nil
        }
        try home.folder.check()
        return try CollateralFolder(home.folder.filePath(.endorsements))
    }
}

/// What was fetched and written.
struct EvidenceFetchReport: Report {
    struct Part: Encodable {
        let title: String
        let address: String
        let origin: String
    }

    let platform: String
    let bytes: Int
    let file: String
    /// When the first part expires.
    let expires: String?
    let parts: [Part]

    init(_ fetched: FetchedBundle, bytes: Int, file: String) {
        platform = "\(fetched.bundle.evidence.platform)"
        (self.bytes, self.file) = (bytes, file)
        expires = fetched.expires.map(ISODate.text)
        parts = fetched.parts.map { Part(title: $0.title, address: $0.address, origin: $0.origin) }
    }

    var lines: [String] {
        parts.map { "\($0.title): \(Self.words[$0.origin] ?? $0.origin)" } + [
            "\(platform) bundle of \(ByteCount(UInt64(bytes))) in \(file)" + (expires.map { ", to be fetched again before \($0)" } ?? "")
        ]
    }

    private static let words = [
        "source": "fetched", "confirmed": "kept, and confirmed", "cache": "kept, and still fresh",
        "stale": "kept and still valid; its source cannot be reached",
    ]
}
