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
    func examine(policy: EvidencePolicy, nonce: [UInt8]?, at time: UInt64) -> EvidenceExamination {
        EvidenceExaminer(verifiers: HardwareVerifiers.all()).examine(
            evidence, endorsementFiles: endorsements, policy: policy, nonce: nonce, at: time)
    }

    /// The policy in a file.
    static func policy(_ path: String) throws -> EvidencePolicy {
        try EvidencePolicy(json: try LocalFile.read(path, atMost: EvidencePolicy.maximumLength))
    }
}
