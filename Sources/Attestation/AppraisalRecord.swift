/// An appraisal with what was seen and checked, for showing to a person. Decisions come from `appraisal` alone.
public struct AppraisalRecord: Sendable {
    /// The platform that the evidence says it is of.
    public let platform: Platform
    /// The role that the node was to have.
    public let role: NodeRole
    /// When it was appraised, in seconds since 1970.
    public let time: UInt64
    /// The outcome.
    public let appraisal: Appraisal
    /// What was checked, in words; empty if the evidence was not authentic.
    public let checks: [String]
    /// The authentic report even if the policy refused it: what a person pins after comparing it with a source of their own.
    package let report: AuthenticReport?

    init(platform: Platform, role: NodeRole, time: UInt64, report: AuthenticReport?, checks: [String], appraisal: Appraisal) {
        self.platform = platform
        self.role = role
        self.time = time
        self.report = report
        self.checks = checks
        self.appraisal = appraisal
    }
}
