public import Attestation
public import Ledger

/// What a TEE gives to the node that runs in it. The mains choose one; the node itself knows none.
public struct NodePlatform: Sendable {
    /// Quotes for this process.
    public var evidence: any EvidenceSource
    /// Seals to this platform and this software.
    public var sealer: any KeySealer
    /// Verify the evidence of peers, beside the verifiers of the hardware that the configuration names.
    public var verifiers: [any EvidenceVerifier]
    /// Whether the operator's configuration accepts, in so many words, a platform that protects nothing.
    public var acceptsSoftwareTEE: Bool
    /// Whether root on the host is kept out; false makes the node say so loudly.
    public var isSimulation: Bool

    /// A platform of these parts.
    public init(
        evidence: any EvidenceSource, sealer: any KeySealer, verifiers: [any EvidenceVerifier], acceptsSoftwareTEE: Bool, isSimulation: Bool
    ) {
        self.evidence = evidence
        self.sealer = sealer
        self.verifiers = verifiers
        self.acceptsSoftwareTEE = acceptsSoftwareTEE
        self.isSimulation = isSimulation
    }
}
