import ArgumentParser
import Attestation
import Crypto
import Wire

/// Verifies evidence and holds it against a policy.
struct EvidenceVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify evidence against its vendor's roots, and hold it against a policy.",
        discussion: """
            Endorsements are what vendors sign about a machine: certificates and revocation lists (DER or PEM), Intel's documents (JSON), \
            event logs, or a bundle of Cloister with all of it. The vendors' roots are part of this program. Without --policy nothing that can \
            be debugged passes, of Intel's machines only those that are up to date, and of each platform what docs/spec/appraisal.md says.

            A home, where there is one, remembers the newest of Intel's documents and of vendors' revocation lists, and evidence with older ones \
            is refused. With --at it is asked only if --home names it.

            Ends with exit code 3 if the evidence is refused; all reasons are given.
            """)

    @Argument(help: "The evidence.", completion: .file()) var file: String
    @Option(
        name: .customLong("endorsement"), help: ArgumentHelp("A file of endorsements; may be repeated.", valueName: "file"),
        completion: .file())
    var endorsements: [String] = []
    @Option(
        help: ArgumentHelp("The moment at which everything must be valid, such as 2026-11-23T12:00:00Z (default: now).", valueName: "time"),
        transform: Arguments.moment)
    var at: UInt64?
    @Option(
        help: ArgumentHelp(
            "What the evidence must have been made for: all 64 bytes of report data (SGX, TDX, SEV-SNP), the nonce (Nitro), or the qualifying "
                + "data (TPM, Azure).", valueName: "hex"), transform: Arguments.nonce)
    var nonce: [UInt8]?
    @Option(help: ArgumentHelp("What is demanded of each platform, as JSON.", valueName: "file"), completion: .file())
    var policy: String?
    @Option(
        help: ArgumentHelp("Write the verdict as an attestation result (EAR, a signed JSON Web Token) to this file.", valueName: "file"),
        completion: .file())
    var ear: String?
    @Option(
        help: ArgumentHelp("The key that signs it: of P-256, as `cloister release key --algorithm ecdsa` makes it.", valueName: "file"),
        completion: .file())
    var earKey: String?
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (ear == nil) == (earKey == nil) else { throw ValidationError("--ear and --ear-key need each other") }
    }

    func run() throws {
        let demands = try policy.map(EvidenceFile.policy) ?? .careful
        let remembered = try RememberedCollateral(home, at: at)
        let examination = try EvidenceFile(file, endorsements: endorsements).examine(
            policy: demands, nonce: nonce, at: at ?? HostClock.now, cache: remembered.cache)
        try remembered.keep()
        if let ear, let earKey {
            let result = AttestationResult(examination, under: demands, nonce: nonce, build: "cloister \(Version.number)")
            let token = try KeyFile(path: earKey, kind: .auditorECDSA).withKey { bytes in
                try result.token(signedBy: P256.Signing.PrivateKey(rawRepresentation: bytes))
            }
            try LocalFile.write(Array((token + "\n").utf8), to: ear)
        }
        try EvidenceVerifyReport(examination).show(asJSON: output.json)
        guard examination.result == .refused, let reason = examination.reasons.first else { return }
        throw CommandFailure(.appraisalRefused, reason: reason.code.uppercased(), message: reason.message)
    }
}
