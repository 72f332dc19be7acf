import ArgumentParser
import Attestation
import AttestedTransport
import Client

/// Appraises a node and shows what was found; with `--pin`, remembers what to accept from now on.
struct Attest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Appraise a node, show what was found, and pin what you accept.",
        discussion: """
            Nothing of yours is sent to a node that your trust file does not accept. At first contact it accepts nobody: everything found is \
            shown, and refused. Compare the measurement with one from a source of your own, and say it with --expect-measurement; or take \
            what you see with --pin alone, which trusts whoever answers first.
            """)

    @OptionGroup var home: HomeOptions

    @Option(
        help: ArgumentHelp("The node (default: the one remembered).", valueName: "host:port"), transform: Arguments.endpoint)
    var server: Endpoint?

    @Flag(help: "Remember what the node shows now, and accept only that from now on.")
    var pin = false

    @Option(
        help: ArgumentHelp(
            "The measurement that you know from elsewhere. It is pinned if the node has it; any other is refused.",
            valueName: "measurement"),
        transform: Arguments.measurement)
    var expectMeasurement: Measurement?

    @Option(
        help: ArgumentHelp("SHA-256 of the node's configuration that you know from elsewhere.", valueName: "digest"),
        transform: Arguments.digest)
    var expectConfiguration: [UInt8]?

    @Option(help: ArgumentHelp("The ledger that the node must keep.", valueName: "origin"))
    var origin: String?

    @Option(
        name: .customLong("accept-software-tee"),
        help: ArgumentHelp(
            "Accept a software TEE, which protects nothing. The sentence must be: \(TrustFile.softwareAcknowledgement)",
            valueName: "sentence"))
    var acceptSoftwareTEE: String?

    @Option(
        help: ArgumentHelp("A software TEE's root: the public key that `cloister-measurer root` prints.", valueName: "hex"),
        transform: Arguments.rootKey)
    var softwareRoot: [[UInt8]] = []

    @Flag(help: "A proxy in front of the node ends TLS. The node must allow it; the session inside stays attested and sealed.")
    var allowProxied = false

    @Flag(help: "With --allow-proxied: let X25519 without ML-KEM protect the way to the proxy.")
    var allowClassicalKeyExchange = false

    @Option(
        help: ArgumentHelp(
            "A JSON file that names the witnesses, a quorum of whom must have cosigned the ledger's head; kept with --pin.",
            valueName: "file"),
        completion: .file())
    var witnesses: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let acceptSoftwareTEE, acceptSoftwareTEE != TrustFile.softwareAcknowledgement {
            throw ValidationError("--accept-software-tee takes exactly this sentence: \(TrustFile.softwareAcknowledgement)")
        }
        if allowClassicalKeyExchange, !allowProxied {
            throw ValidationError("--allow-classical-key-exchange needs --allow-proxied: nodes themselves know the hybrid key exchange")
        }
        if !softwareRoot.isEmpty, acceptSoftwareTEE == nil {
            throw ValidationError(
                "--software-root needs --accept-software-tee \"\(TrustFile.softwareAcknowledgement)\", because that is what it means")
        }
    }

    func run() async throws {
        let home = home.folder
        let identity = try home.identity()
        let node = try home.nodeFile()
        guard let endpoint = server ?? node.flatMap({ Endpoint($0.server) }) else {
            throw ValidationError("this home remembers no node; say which with --server HOST:PORT")
        }
        if let origin, let node, node.origin != origin {
            throw ValidationError("this home knows the node as the ledger \(node.origin); use another --home for another ledger")
        }
        let pinning = try Pinning(
            existing: try home.trustFile(), roots: softwareRoot, sentence: acceptSoftwareTEE, expected: expectMeasurement,
            expectedConfiguration: expectConfiguration)
        if pinning.trust.profile == .development, pinning.trust.softwareRoots == nil { output.note(TrustProfile.developmentWarning) }
        let demanded = try witnesses.map { try WitnessTrust(file: $0) } ?? node?.witnesses
        let first = FirstContact(
            home: home, identity: identity, endpoint: endpoint, origin: origin ?? node?.origin, node: node,
            proxy: allowProxied ? ProxyRoute(classicalKeyExchange: allowClassicalKeyExchange) : server == nil ? node?.proxy : nil,
            witnesses: demanded, pins: pin || expectMeasurement != nil)
        let outcome = try await first.appraise(pinning)
        try outcome.report.show(asJSON: output.json)
        if let failure = outcome.failure { throw failure }
    }
}
