/// The vendor's standing of the machine is one of those listed, and still accepted. Platforms whose vendor publishes none pass.
public struct StandingIsAccepted: EvidenceRequirement {
    private let statuses: [TCBStanding.Status: Acceptance]

    /// The accepted statuses, and until when.
    public init(_ statuses: [TCBStanding.Status: Acceptance]) { self.statuses = statuses }

    public var summary: String { "the vendor's standing of the machine is accepted" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let standing = report.standing, statuses[standing.status]?.holds(at: time) != true else { return [] }
        let listed = statuses.map { "\($0.key)\($0.value == .always ? "" : " until \($0.value)")" }
        let advisories = standing.advisories.isEmpty ? "" : " (\(standing.advisories.joined(separator: ", ")))"
        return [
            AppraisalFailure(.statusNotAccepted, found: "\(standing.status)\(advisories)", wanted: AllowList.text(listed, of: "accepted status"))
        ]
    }
}
