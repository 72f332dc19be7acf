/// Why evidence was refused: a stable word in lower snake case for programs, a sentence for people.
public struct ExaminationReason: Hashable, Sendable {
    /// A word of ``EvidenceRefusal`` if the evidence is not authentic, of ``AppraisalFailure/Code`` in small letters if the policy refused it.
    public let code: String
    /// One sentence.
    public let message: String
    /// What the evidence says, where a policy refused it.
    public let found: String?
    /// What the policy asks for, where one refused.
    public let wanted: String?

    init(_ refusal: EvidenceRefusal, _ message: String) {
        code = refusal.description
        self.message = message
        found = nil
        wanted = nil
    }

    init(_ error: AttestationError) {
        self.init(error.refusal ?? (error.code == .malformed || error.code == .tooLarge ? .malformed : .reportSignature), error.message)
    }

    init(_ failure: AppraisalFailure) {
        code = failure.code.description.lowercased()
        message = "found \(failure.found), wanted \(failure.wanted)"
        found = failure.found
        wanted = failure.wanted
    }
}
