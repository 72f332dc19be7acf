/// The policy has demands on the platform; evidence of any other is refused.
struct PlatformHasPolicy: EvidenceRequirement {
    private let platforms: Set<Platform>
    init(_ platforms: some Sequence<Platform>) { self.platforms = Set(platforms) }

    var summary: String { "the platform is one that the policy accepts" }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard !platforms.contains(report.platform) else { return [] }
        return [
            AppraisalFailure(.platformNotAccepted, found: "\(report.platform)", wanted: AllowList.text(platforms, of: "accepted platform"))
        ]
    }
}

/// A requirement of sessions that does not look at the role.
struct RoleIndependent: EvidenceRequirement {
    private let requirement: any AppraisalRequirement
    init(_ requirement: any AppraisalRequirement) { self.requirement = requirement }

    var summary: String { requirement.summary }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        requirement.failures(in: report, as: .control, at: time)
    }
}

/// What sessions always demand, for evidence in files.
struct DebuggingIsOff: EvidenceRequirement {
    var summary: String { DebugIsOff().summary }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] { DebugIsOff().failures(inspecting: report) }
}
