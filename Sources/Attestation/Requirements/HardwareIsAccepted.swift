/// The machine is one of those listed: the answer to attestation keys that were extracted from another.
public struct HardwareIsAccepted: AppraisalRequirement {
    private let accepted: Set<HardwareID>

    /// The accepted machines; an empty list accepts none.
    public init(_ accepted: some Sequence<HardwareID>) { self.accepted = Set(accepted) }

    public var summary: String { "the machine is one that is accepted" }

    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        guard !accepted.contains(report.hardwareID) else { return [] }
        return [
            AppraisalFailure(.hardwareNotAccepted, found: "\(report.hardwareID)", wanted: AllowList.text(accepted, of: "accepted machine"))
        ]
    }
}
