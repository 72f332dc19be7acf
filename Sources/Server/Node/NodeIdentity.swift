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

    /// Asks the platform for evidence and authenticates it; refuses to go on as anything but `role`.
    init(platform: NodePlatform, role: NodeRole, trust: NodeTrust, releases: ReleaseStore?) async throws {
        var generator = SystemRandomNumberGenerator()
        let nonce = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let evidence = try await platform.evidence.evidence(for: .binding("cloister/self-check/v1", nonce))
        guard let verifier = platform.verifiers.first(where: { $0.platform == evidence.platform }) else {
            throw NodeError(
                "the platform's own evidence cannot be verified: no root for \(evidence.platform) is configured (trust.softwareRoots)")
        }
        let report = try verifier.authenticate(evidence, at: NodeClock.hostTime())
        guard report.role == role else {
            throw NodeError(
                "the measurer sees this process in \(report.role.map { "the role \($0)" } ?? "no role"), and it was started as \(role)")
        }
        self.role = role
        self.platform = platform
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
            trust.requirements(on: measurement.platform) + [
                ConfigurationIsAccepted(
                    control: accepted(manifest?.control), executor: role == .control ? accepted(manifest?.executor) : [])
            ]
        let dangers: Set<AppraisalPolicy.Danger> =
            platform.acceptsSoftwareTEE && trust.profile == .development ? [.unsafeAcceptSoftwareTEE] : []
        return Appraiser(verifiers: platform.verifiers, policy: AppraisalPolicy(accepting: dangers, software: software, and: others))
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
