import Attestation
import Wire

/// What a node learns about itself from its own evidence, in the way its peers will.
struct NodeIdentity: Sendable {
    let role: NodeRole
    let measurement: Measurement
    let configurationDigest: [UInt8]
    /// The release manifests that say which software peers may run; nil if it must be the node's own.
    let releases: ReleaseStore?
    private let trust: NodeTrust
    private let platform: NodePlatform
    private let verifiers: [any EvidenceVerifier]
    private let endorsements: EndorsementFolder?

    /// Asks the platform for evidence and authenticates it; refuses to go on as anything but `role`.
    init(
        platform: NodePlatform, role: NodeRole, trust: NodeTrust, releases: ReleaseStore?, endorsements: EndorsementFolder? = nil
    ) async throws {
        var generator = SystemRandomNumberGenerator()
        let nonce = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let evidence = try await platform.evidence.evidence(for: .binding("cloister/self-check/v1", nonce))
        let given = Set(platform.verifiers.map(\.platform))
        let verifiers = platform.verifiers + trust.verifiers.filter { !given.contains($0.platform) }
        guard trust.accepts(evidence.platform), let verifier = verifiers.first(where: { $0.platform == evidence.platform }) else {
            throw NodeError(
                "the platform's own evidence cannot be verified: \(evidence.platform) is not configured (trust.platforms, trust.softwareRoots)"
            )
        }
        let report = try verifier.authenticate(
            evidence, with: try endorsements?.endorsements ?? Endorsements(), at: HostClock.now())
        guard report.role == role else {
            throw NodeError(
                "the measurer sees this process in \(report.role.map { "the role \($0)" } ?? "no role"), and it was started as \(role)")
        }
        self.role = role
        self.platform = platform
        self.verifiers = verifiers
        self.endorsements = endorsements
        self.trust = trust
        self.releases = releases
        measurement = report.measurement
        configurationDigest = report.configurationDigest
    }

    /// Accepts peers that run this very program with this very configuration, or what the release manifest in force says instead: of a
    /// control node executors and control nodes, of an executor control nodes.
    func appraiserOfPeers() -> Appraiser {
        let software: any SoftwareRequirement =
            releases.map { $0.requirement }
            ?? MeasurementIsAccepted(control: [measurement], executor: role == .control ? [measurement] : [])
        let manifest = releases?.verifier.newest?.manifest
        let others =
            trust.requirements + [
                ConfigurationIsAccepted(
                    control: accepted(manifest?.control), executor: role == .control ? accepted(manifest?.executor) : [])
            ]
        let dangers = trust.dangers(onSoftwareTEE: platform.acceptsSoftwareTEE)
        return Appraiser(
            verifiers: verifiers, policy: AppraisalPolicy(accepting: dangers, software: software, and: others), endorsements: atHand)
    }

    /// What this node sends: its evidence, and on hardware the endorsements that its peers need.
    var evidence: any EvidenceSource {
        guard let endorsements else { return platform.evidence }
        return EndorsedEvidence(platform.evidence) { try endorsements.endorsements }
    }

    /// What helps to verify peers that send less. Boot event logs are of this machine alone; a folder that cannot be read helps nobody.
    private var atHand: Endorsements {
        var found = (try? endorsements?.endorsements) ?? Endorsements()
        found.eventLogs = []
        return found
    }

    /// The node's own configuration, unless a manifest names some: then the requirement of the software holds the peer against those.
    private func accepted(_ release: ReleaseManifest.RoleRelease?) -> [[UInt8]]? {
        release.map(\.configurations.isEmpty) ?? true ? [configurationDigest] : nil
    }

    /// The executors to which keys may go: its own software, or what the newest manifest accepts.
    var executorMeasurements: [String] {
        guard let releases else { return [measurement.description] }
        return (releases.verifier.newest?.manifest?.executor.measurements ?? []).map(\.description).sorted()
    }
}

/// Why a node cannot start or go on: one sentence for the operator.
public struct NodeError: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// An error of this sentence.
    public init(_ description: String) { self.description = description }
}
