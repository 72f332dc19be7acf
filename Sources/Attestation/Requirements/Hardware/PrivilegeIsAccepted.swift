/// SEV-SNP: the report was asked for at one of these privilege levels. 0 is the highest; with a paravisor, the guest's own is lower.
public struct PrivilegeIsAccepted: EvidenceRequirement {
    private let levels: Set<UInt32>

    /// The accepted levels (VMPL), 0 to 3.
    public init(_ levels: Set<UInt32>) { self.levels = levels }

    public var summary: String { "the report is of an accepted privilege level" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let found = report.details.privilegeLevel
        if let found, levels.contains(found) { return [] }
        return [
            AppraisalFailure(
                .privilegeNotAccepted, found: found.map { "VMPL \($0)" } ?? "no VMPL",
                wanted: AllowList.text(levels.map { "VMPL \($0)" }, of: "accepted VMPL"))
        ]
    }
}

/// SEV-SNP: the guest's own version is at least this.
public struct GuestVersionIsAtLeast: EvidenceRequirement {
    private let minimum: UInt32

    /// The lowest GUEST_SVN.
    public init(_ minimum: UInt32) { self.minimum = minimum }

    public var summary: String { "the guest's version is \(minimum) or later" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let found = report.details.guestVersion
        if let found, found >= minimum { return [] }
        return [
            AppraisalFailure(
                .securityVersionTooLow, found: found.map { "GUEST_SVN \($0)" } ?? "no GUEST_SVN", wanted: "\(minimum) or later")
        ]
    }
}
