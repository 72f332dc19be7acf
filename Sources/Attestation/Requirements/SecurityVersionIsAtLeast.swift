/// The node has at least the security fixes of a version.
public struct SecurityVersionIsAtLeast: AppraisalRequirement {
    private let minimum: UInt32

    /// The lowest accepted version.
    public init(_ minimum: UInt32) { self.minimum = minimum }

    public var summary: String { "the security version is at least \(minimum)" }

    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        guard report.securityVersion < minimum else { return [] }
        return [AppraisalFailure(.securityVersionTooLow, found: "\(report.securityVersion)", wanted: "at least \(minimum)")]
    }
}
