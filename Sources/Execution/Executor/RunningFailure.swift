import ControlPlane

/// A jail's failure, and the inputs that were in question when it happened.
struct RunningFailure: Error {
    private let failure: JailFailure
    private let candidates: [AssignedInput]

    init(_ failure: JailFailure, candidates: [AssignedInput]) { (self.failure, self.candidates) = (failure, candidates) }

    /// What everybody may know, and the detail for the owner of the input that is the cause.
    ///
    /// A cause that no single input explains is told to a party only if all inputs in question are its own.
    func publicForm(_ assignment: Assignment) -> RunFailure {
        let code = failure.code
        // The description names slots, but it is the function that is wrong.
        if code.common == .functionInvalid { return RunFailure(code: .functionInvalid) }
        var cause = failure.slot.flatMap { slot in assignment.inputs.first { $0.slot == slot } }
        if failure.slot == nil, let first = candidates.first, candidates.allSatisfy({ $0.owner == first.owner }) { cause = first }
        guard let cause else { return RunFailure(code: code.common) }
        let detail = RunFailure.Detail(slot: cause.slot, owner: cause.owner, code: code.reason, sentence: code.sentence(slot: cause.slot))
        return RunFailure(code: code.common, details: [detail])
    }
}
