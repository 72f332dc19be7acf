/// The software is one of those listed for the role. A role with an empty list accepts none.
public struct MeasurementIsAccepted: SoftwareRequirement {
    private let control: Set<Measurement>
    private let executor: Set<Measurement>

    /// The accepted software of each role.
    public init(control: some Sequence<Measurement>, executor: some Sequence<Measurement>) {
        (self.control, self.executor) = (Set(control), Set(executor))
    }

    public var summary: String { "the software is one that is accepted for the role" }

    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        let list = role == .control ? control : executor
        guard !list.contains(report.measurement) else { return [] }
        return [
            AppraisalFailure(.measurementNotAccepted, found: "\(report.measurement)", wanted: AllowList.text(list, of: "accepted \(role)"))
        ]
    }
}
