/// One demand on an authentic report. Pure: it depends on nothing but the report, the role, the time, and its own values.
public protocol AppraisalRequirement: Sendable {
    /// What it demands, in a few words for people.
    var summary: String { get }

    /// Everything in the report that does not meet it, for a node that is to act in `role`, at a time in seconds since 1970.
    func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure]
}

/// A requirement that decides which software is good. Every policy starts with one.
public protocol SoftwareRequirement: AppraisalRequirement {}
