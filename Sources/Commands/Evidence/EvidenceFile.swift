import Attestation

/// Evidence and endorsements from files.
struct EvidenceFile {
    /// The longest file of evidence that is read; verifiers take less.
    static let maximumLength = 1 << 20

    private let evidence: [UInt8]
    private let endorsements: [[UInt8]]

    init(_ path: String, endorsements paths: [String]) throws {
        evidence = try LocalFile.read(path, atMost: Self.maximumLength)
        endorsements = try paths.map { try LocalFile.read($0, atMost: EndorsementFile.maximumLength) }
    }

    /// Examines what the files hold; everything that is wrong with them is a refusal.
    func examine(
        policy: EvidencePolicy, nonce: [UInt8]?, at time: UInt64, cache: CollateralCache = CollateralCache()
    ) -> EvidenceExamination {
        EvidenceExaminer(verifiers: HardwareVerifiers.all(cache: cache)).examine(
            evidence, endorsementFiles: endorsements, policy: policy, nonce: nonce, at: time)
    }

    /// Evidence of a platform that is verified here, and the endorsements in the files; a bundle is taken apart.
    static func evidence(_ path: String, endorsements paths: [String]) throws -> (Evidence, Endorsements) {
        let bytes = try LocalFile.read(path, atMost: maximumLength)
        var endorsements = Endorsements()
        for path in paths {
            endorsements = endorsements.union(
                try EndorsementFile.endorsements(in: try LocalFile.read(path, atMost: EndorsementFile.maximumLength)))
        }
        let format = EvidenceFormat(recognising: bytes)
        if format == .bundle {
            let bundle = try EndorsementBundle(decoding: bytes)
            return (bundle.evidence, endorsements.union(bundle.endorsements))
        }
        guard let platform = format.platform else {
            throw CommandFailure(.localFile, reason: "INVALID_FILE", message: "\(path) is not evidence of a platform that is verified here")
        }
        return (try Evidence(platform: platform, bytes: bytes), endorsements)
    }

    /// The policy in a file.
    static func policy(_ path: String) throws -> EvidencePolicy {
        try EvidencePolicy(json: try LocalFile.read(path, atMost: EvidencePolicy.maximumLength))
    }
}
