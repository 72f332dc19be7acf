/// What executes a function's payload.
public enum Runtime: UInt8, Hashable, Sendable, CaseIterable {
    /// A pipeline around an ONNX model.
    case onnx = 1
    /// A WebAssembly module.
    case wasm = 2
    /// A Python script.
    case python = 3
    /// A query over the inputs as tables.
    case sql = 4
    /// A function of Cloister's own.
    case builtin = 5
}
