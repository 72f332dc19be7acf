import Attestation
import Wire

/// What a node learns about itself from its own evidence, in the way its peers will.
struct NodeIdentity: Sendable {
    let role: NodeRole
    let measurement: Measurement
    let configurationDigest: [UInt8]
    private let platform: NodePlatform

    /// Asks the platform for evidence and authenticates it; refuses to go on as anything but `role`.
    init(platform: NodePlatform, role: NodeRole) async throws {
        var generator = SystemRandomNumberGenerator()
        let nonce = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let evidence = try await platform.evidence.evidence(for: .binding("cloister/self-check/v1", nonce))
        guard let verifier = platform.verifiers.first(where: { $0.platform == evidence.platform }) else {
            throw NodeError(
                "the platform's own evidence cannot be verified: no root for \(evidence.platform) is configured (trust.softwareRoots)")
        }
        let report = try verifier.authenticate(evidence, at: NodeClock.hostTime())
        guard report.role == role else {
            throw NodeError("the measurer sees this process in the role \(report.role), and it was started as \(role)")
        }
        self.role = role
        self.platform = platform
        measurement = report.measurement
        configurationDigest = report.configurationDigest
    }

    /// Accepts peers in the other role that run this very program with this very configuration, and nothing else.
    func appraiserOfPeers() -> Appraiser {
        let requirements: [any AppraisalRequirement] = [
            ConfigurationIsAccepted(control: [configurationDigest], executor: [configurationDigest]),
            PlatformIsAccepted([measurement.platform]),
        ]
        let software =
            role == .control
            ? MeasurementIsAccepted(control: [], executor: [measurement]) : MeasurementIsAccepted(control: [measurement], executor: [])
        let dangers: Set<AppraisalPolicy.Danger> = platform.acceptsSoftwareTEE ? [.unsafeAcceptSoftwareTEE] : []
        return Appraiser(verifiers: platform.verifiers, policy: AppraisalPolicy(accepting: dangers, software: software, and: requirements))
    }
}

/// Why a node cannot start or go on: one sentence for the operator.
public struct NodeError: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// An error of this sentence.
    public init(_ description: String) { self.description = description }
}
