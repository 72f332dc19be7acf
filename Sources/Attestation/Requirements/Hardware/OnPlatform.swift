/// A demand on evidence of one platform. Evidence of another passes: whether that platform is accepted at all is another demand.
struct OnPlatform: EvidenceRequirement {
    private let platform: Platform
    private let requirement: any EvidenceRequirement

    init(_ platform: Platform, _ requirement: any EvidenceRequirement) {
        self.platform = platform
        self.requirement = requirement
    }

    var summary: String { "\(platform): \(requirement.summary)" }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        report.platform == platform ? requirement.failures(in: report, at: time) : []
    }
}

/// Where only something stands for the machine's identity, the platform is one of which that is said to be understood.
public struct SubstituteIsAccepted: EvidenceRequirement {
    private let platforms: Set<Platform>

    /// The platforms whose substitutes are accepted.
    public init(_ platforms: Set<Platform>) { self.platforms = platforms }

    public var summary: String { "the machine is named, or what stands for it is accepted" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard report.hardwareIDIsSubstitute, !platforms.contains(report.platform) else { return [] }
        return [
            AppraisalFailure(
                .hardwareNotAccepted, found: "\(report.hardwareID), which stands for a machine that \(report.platform) hides",
                wanted: "a machine that is named, or \(report.platform) in hardwareSubstitutes")
        ]
    }
}
