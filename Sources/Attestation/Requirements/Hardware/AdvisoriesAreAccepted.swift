/// Every advisory that applies is listed and still accepted, where the machine is anything but up to date.
public struct AdvisoriesAreAccepted: EvidenceRequirement {
    private let advisories: [String: Acceptance]

    /// The accepted advisories, and until when; none if empty.
    public init(_ advisories: [String: Acceptance]) { self.advisories = advisories }

    public var summary: String { "every advisory that applies is accepted" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let standing = report.standing, standing.status != .upToDate else { return [] }
        return standing.advisories.filter { advisories[$0]?.holds(at: time) != true }.map { advisory in
            let until = advisories[advisory].map { ", accepted until \($0)" } ?? ""
            return AppraisalFailure(
                .advisoryNotAccepted, found: "\(advisory)\(until)", wanted: AllowList.text(advisories.keys, of: "accepted advisory"))
        }
    }
}
