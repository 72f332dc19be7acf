/// What some requirements look at, whether or not anybody vouches for it.
protocol InspectableReport {
    var measurement: Measurement { get }
    var isDebug: Bool { get }
    var binding: EvidenceBinding { get }
}

extension AuthenticReport: InspectableReport {}
extension ParsedQuote: InspectableReport {}

/// A requirement that can also say what is wrong with a report that is not authentic. That never makes such a report good.
protocol InspectionRequirement: AppraisalRequirement {
    func failures(inspecting report: some InspectableReport) -> [AppraisalFailure]
}

extension InspectionRequirement {
    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        failures(inspecting: report)
    }
}
