/// A demand on an authentic report that does not depend on what role a node plays: it holds for files as for sessions.
public protocol EvidenceRequirement: AppraisalRequirement {
    /// Everything in the report that does not meet it, at a time in seconds since 1970.
    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure]
}

extension EvidenceRequirement {
    /// The same for any role.
    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        failures(in: report, at: time)
    }
}
