import Execution

/// Why an engine gave no result, and the slot whose content is the cause, where one is.
struct EngineFailure: Error, Equatable {
    var code: FailureCode
    var slot: String?

    init(_ code: FailureCode, slot: String? = nil) {
        self.code = code
        self.slot = slot
    }
}
