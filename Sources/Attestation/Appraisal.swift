/// The outcome of an appraisal.
public enum Appraisal: Sendable {
    /// Every requirement is met.
    case attested(Attested)
    /// At least one is not; all that are not are listed.
    case refused([AppraisalFailure])

    /// The attested claims; nil if it was refused.
    public var attested: Attested? {
        guard case .attested(let attested) = self else { return nil }
        return attested
    }

    /// All failures; empty if there are none.
    public var failures: [AppraisalFailure] {
        guard case .refused(let failures) = self else { return [] }
        return failures
    }
}
