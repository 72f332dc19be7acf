public import ControlPlane
public import Wire

/// How an attempt ended.
public enum RunResult: Equatable, Sendable, WireCodable {
    /// Every output slot of the function, in the manifest's order.
    case succeeded([SealedOutput])
    /// What everybody may know, and details for the owners of inputs.
    case failed(RunFailure)

    /// Reads the form; nothing is verified yet.
    public init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 0:
            self = .succeeded(try reader.array(atMost: FunctionManifest.maximumSlots) { reader throws(WireError) in try reader.value() })
        case 1: self = .failed(try reader.value())
        default: throw .invalid("a result that is neither success nor failure")
        }
    }

    /// Appends the encoding of docs/spec/execution.md.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .succeeded(let outputs):
            writer.u8(0)
            writer.array(outputs) { $0.value($1) }
        case .failed(let failure):
            writer.u8(1)
            writer.value(failure)
        }
    }
}
