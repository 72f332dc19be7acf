/// The vendor's signed documents are of this evaluation or a later one: an attester cannot choose older ones that say better of it.
public struct EvaluationIsAtLeast: EvidenceRequirement {
    private let minimum: UInt32

    /// The lowest accepted tcbEvaluationDataNumber.
    public init(_ minimum: UInt32) { self.minimum = minimum }

    public var summary: String { "the vendor's documents are of evaluation \(minimum) or later" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let standing = report.standing, standing.evaluationNumber < minimum else { return [] }
        return [AppraisalFailure(.evaluationTooOld, found: "evaluation \(standing.evaluationNumber)", wanted: "\(minimum) or later")]
    }
}
