import Wire

/// The configuration is one of those listed for the role. A role without a list accepts any.
public struct ConfigurationIsAccepted: AppraisalRequirement {
    private let accepted: [NodeRole: Set<[UInt8]>]

    /// SHA-256 digests of the accepted configurations of each role; nil leaves the role's configuration open.
    public init(control: [[UInt8]]?, executor: [[UInt8]]?) {
        var accepted: [NodeRole: Set<[UInt8]>] = [:]
        accepted[.control] = control.map(Set.init)
        accepted[.executor] = executor.map(Set.init)
        self.accepted = accepted
    }

    public var summary: String {
        let roles = NodeRole.allCases.filter { accepted[$0] != nil }.map(\.description)
        return roles.isEmpty ? "any configuration is accepted" : "the configuration is accepted for \(roles.joined(separator: " and "))"
    }

    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        guard let list = accepted[role], !list.contains(report.configurationDigest) else { return [] }
        return [
            AppraisalFailure(
                .configurationNotAccepted, found: report.configurationDigest.hex,
                wanted: AllowList.text(list.map(\.hex), of: "accepted \(role) configuration"))
        ]
    }
}
