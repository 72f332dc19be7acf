import CONNXRuntime
import Execution

/// ONNX Runtime, loaded.
struct ONNXRuntime {
    fileprivate let handle: OpaquePointer

    /// Loads the library, of version 1.32. It must happen before the process gives up opening files.
    init(path: String) throws(EngineFailure) {
        var handle: OpaquePointer?
        guard ortc_load(path, &handle) == Int32(ORTC_OK.rawValue), let handle else { throw EngineFailure(.crashed) }
        self.handle = handle
    }
}

/// A model that is ready to run.
final class ONNXSession {
    /// The shape of its input; nil where the model leaves a dimension open.
    let inputShape: [Int?]

    private let handle: OpaquePointer

    /// Makes a session. The model's bytes are not needed afterwards.
    init(runtime: ONNXRuntime, model: UnsafeRawBufferPointer, threads: Int32) throws(FailureCode) {
        var handle: OpaquePointer?
        // The library takes an empty model for a missing argument.
        guard let address = model.baseAddress else { throw .modelNotONNX }
        try Self.check(ortc_session_create(runtime.handle, address, model.count, threads, &handle))
        guard let handle else { throw .crashed }
        self.handle = handle
        var shape = [Int64](repeating: 0, count: Int(ORTC_MAXIMUM_RANK))
        var rank = 0
        _ = ortc_session_input_shape(handle, &shape, &rank)
        inputShape = shape.prefix(rank).map { $0 >= 0 ? Int($0) : nil }
    }

    deinit { ortc_session_release(handle) }

    /// Runs the model on a tensor and gives the closure the first output: its values and its shape.
    func run<Result>(
        _ input: UnsafeMutableBufferPointer<Float>, shape: [Int],
        _ read: (_ values: UnsafeBufferPointer<Float>, _ shape: [Int]) throws(FailureCode) -> Result
    ) throws(FailureCode) -> Result {
        var values: UnsafePointer<Float>?
        var outputShape = [Int64](repeating: 0, count: Int(ORTC_MAXIMUM_RANK))
        var outputRank = 0
        var count = 0
        try Self.check(
            ortc_session_run(
                handle, input.baseAddress, input.count, shape.map(Int64.init), shape.count, &values, &outputShape, &outputRank, &count))
        return try read(UnsafeBufferPointer(start: values, count: count), outputShape.prefix(outputRank).map { Int($0) })
    }

    private static func check(_ result: Int32) throws(FailureCode) {
        switch ortc_result(UInt32(bitPattern: result)) {
        case ORTC_OK: return
        case ORTC_NOT_A_MODEL: throw .modelNotONNX
        case ORTC_WRONG_FORM: throw .wrongTensorType
        case ORTC_WRONG_SHAPE: throw .wrongTensorShape
        case ORTC_OUT_OF_MEMORY: throw .memoryLimit
        default: throw .runFailed
        }
    }
}
