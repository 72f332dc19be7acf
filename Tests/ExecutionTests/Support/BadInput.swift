import Testing

/// Something wrong that a party gives, and what is said about it.
struct BadInput: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var model = TinyModel.colours
    var payload = Pipelines.colours
    var photo = TinyImage.green
    var expected: String

    init(_ what: String, _ expected: String, _ change: (inout BadInput) -> Void) {
        (testDescription, self.expected) = (what, expected)
        change(&self)
    }

    static let all = [
        BadInput("text instead of an image", "INPUT_REJECTED photo:NOT_AN_IMAGE") { $0.photo = Array("not an image".utf8) },
        BadInput("no bytes instead of an image", "INPUT_REJECTED photo:NOT_AN_IMAGE") { $0.photo = [] },
        BadInput("a cut PNG", "INPUT_REJECTED photo:MALFORMED_IMAGE") { $0.photo = Array(TinyImage.green.prefix(90)) },
        BadInput("a cut JPEG", "INPUT_REJECTED photo:MALFORMED_IMAGE") { $0.photo = Array(TinyImage.jpeg.dropLast(8)) },
        BadInput("a JPEG without an image", "INPUT_REJECTED photo:MALFORMED_IMAGE") { $0.photo = [0xff, 0xd8, 0xff, 0xe0, 0, 16] },
        BadInput("a JPEG for printing", "INPUT_REJECTED photo:UNSUPPORTED_IMAGE") { $0.photo = TinyImage.jpegForPrinting },
        BadInput("a PNG that claims a side of 29,000", "INPUT_REJECTED photo:TOO_MANY_PIXELS") {
            $0.photo = TinyImage.png(width: 29_000, height: 29_000, rows: [0])
        },
        BadInput("a PNG that claims a side of 2^31 - 1", "INPUT_REJECTED photo:MALFORMED_IMAGE") {
            $0.photo = TinyImage.png(width: 0x7fff_ffff, height: 0x7fff_ffff, rows: [0])
        },
        BadInput("an image that is too narrow to resize", "INPUT_REJECTED photo:TOO_MANY_PIXELS") {
            $0.photo = TinyImage.png(width: 5000, height: 1, red: 1, green: 2, blue: 3)
        },
        BadInput("an image smaller than the crop", "INPUT_REJECTED photo:IMAGE_TOO_SMALL") {
            $0.payload = Pipelines.cropOnly
            $0.photo = TinyImage.png(width: 20, height: 7, red: 1, green: 2, blue: 3)
        },
        BadInput("text instead of a model", "INPUT_REJECTED model:MODEL_NOT_ONNX") { $0.model = Array("no model".utf8) },
        BadInput("no bytes instead of a model", "INPUT_REJECTED model:MODEL_NOT_ONNX") { $0.model = [] },
        BadInput("a cut model", "INPUT_REJECTED model:MODEL_NOT_ONNX") { $0.model.removeLast(20) },
        BadInput("a model for four channels", "INPUT_REJECTED model:WRONG_TENSOR_SHAPE") { $0.model = TinyModel.fourChannels },
        BadInput("a model for another layout", "INPUT_REJECTED model:WRONG_TENSOR_SHAPE") { $0.model = TinyModel.coloursLast },
        BadInput("a model for whole numbers", "INPUT_REJECTED model:WRONG_TENSOR_TYPE") { $0.model = TinyModel.integers },
        BadInput("a model that gives NaN", "INPUT_REJECTED model:OUTPUT_NOT_NUMBERS") { $0.model = TinyModel.notNumbers },
        BadInput("a label too few", "INPUT_REJECTED model:WRONG_LABELS") { $0.payload = Pipelines.twoLabels },
        BadInput("no description", "FUNCTION_INVALID") { $0.payload = Array("{}".utf8) },
        BadInput("an empty payload", "FUNCTION_INVALID") { $0.payload = [] },
        BadInput("a description with a slot that is not filled", "FUNCTION_INVALID") { $0.payload = Pipelines.labelsInSlot },
    ]
}
