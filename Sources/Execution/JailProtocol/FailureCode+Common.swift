import ControlPlane

extension FailureCode {
    /// What everybody who may know of the run's end sees. Whatever depends on the content of an input is one code.
    var common: RunFailure.Code {
        switch self {
        case .functionMismatch, .runtimeUnsupported, .invalidPayload, .slotNotFilled, .invalidParameter: .functionInvalid
        case .unknownSlot, .ownerSignatureInvalid, .keyMismatch, .usageNotAllowed, .dataMissing, .dataDamaged: .inputUnavailable
        case .outputTooLarge, .timeLimit, .memoryLimit: .resourceLimit
        case .jailUnavailable, .canceled: .executorFailed
        case .inputTooLarge, .runFailed, .notAnImage, .malformedImage, .unsupportedImage, .tooManyPixels, .imageTooSmall, .modelNotONNX,
            .wrongTensorType,
            .wrongTensorShape, .outputNotNumbers, .wrongLabels, .crashed:
            .inputRejected
        }
    }
}
