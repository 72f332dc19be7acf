/// The platform is one of those listed.
public struct PlatformIsAccepted: AppraisalRequirement {
    private let accepted: Set<Platform>

    /// The accepted platforms; an empty list accepts none.
    public init(_ accepted: some Sequence<Platform>) { self.accepted = Set(accepted) }

    public var summary: String { "the platform is one that is accepted" }

    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        guard !accepted.contains(report.platform) else { return [] }
        return [
            AppraisalFailure(.platformNotAccepted, found: "\(report.platform)", wanted: AllowList.text(accepted, of: "accepted platform"))
        ]
    }
}
