package import Wire

/// Why a run has no result: a closed list, so that neither a function nor a model can say anything through an error.
///
/// Codes below 100 arise before a jail sees anything; the others come from a jail. What everybody sees of them is coarser still
/// (``FailureCode/common``); the code itself goes to the owner of the input that caused it.
package enum FailureCode: UInt16, Error, CaseIterable, Hashable, Sendable, WireCodable {
    /// The function's manifest or payload is not what the assignment names.
    case functionMismatch = 1
    /// No engine of this executor runs the function's runtime.
    case runtimeUnsupported = 2
    /// The assignment fills a slot that the function does not have, or leaves one empty.
    case unknownSlot = 3
    /// An asset's registration is not signed by its owner.
    case ownerSignatureInvalid = 4
    /// An asset's key does not open for this executor, or is not the key that its owner committed to.
    case keyMismatch = 5
    /// The usage policy of an asset does not allow this function.
    case usageNotAllowed = 6
    /// An asset's ciphertext is not in the blob store.
    case dataMissing = 7
    /// The blob store's ciphertext is not the one that was registered, or does not open.
    case dataDamaged = 8
    /// An input is longer than its slot or the agreement allows.
    case inputTooLarge = 9
    /// The executor could not start a jail.
    case jailUnavailable = 10
    /// The run was canceled.
    case canceled = 11

    /// The function did not give a result, for no reason that has a code of its own.
    case runFailed = 100
    /// An image is neither JPEG nor PNG.
    case notAnImage = 101
    /// An image is damaged.
    case malformedImage = 102
    /// An image uses a form of its format that is not supported.
    case unsupportedImage = 103
    /// An image has more pixels than are decoded.
    case tooManyPixels = 104
    /// A model is not ONNX, or not one that the runtime accepts.
    case modelNotONNX = 105
    /// A model does not have one float32 input and a float32 output.
    case wrongTensorType = 106
    /// A model does not take or give tensors of the shape that the function works with.
    case wrongTensorShape = 107
    /// A model gave values that are not numbers.
    case outputNotNumbers = 108
    /// The labels do not fit the model.
    case wrongLabels = 109
    /// The function's payload is not a valid description.
    case invalidPayload = 110
    /// The function refers to a slot that was not filled.
    case slotNotFilled = 111
    /// A parameter is not one that the function takes.
    case invalidParameter = 112
    /// An output is longer than its slot or the agreement allows.
    case outputTooLarge = 113
    /// The run took longer than allowed.
    case timeLimit = 114
    /// The run needed more memory than allowed.
    case memoryLimit = 115
    /// The jail ended by itself.
    case crashed = 116
    /// An image is smaller than the part of it that the function works with.
    case imageTooSmall = 117

    /// Reads the code's two bytes.
    package init(from reader: inout ByteReader) throws(WireError) {
        guard let code = FailureCode(rawValue: try reader.u16()) else { throw .invalid("a failure code that does not exist") }
        self = code
    }

    /// Writes the code in two bytes.
    package func encode(into writer: inout ByteWriter) { writer.u16(rawValue) }
}
