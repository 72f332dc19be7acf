package import Wire

/// What a jail answers (docs/spec/jail-protocol.md). It comes from a process that handles untrusted code: only its form is believed.
package enum JailReply: Equatable, Sendable {
    /// Ready for runs.
    case loaded
    /// The run is done, and this many bytes are in each output.
    case done([Output])
    /// It failed; the slot whose content is the cause, where one is.
    case failed(FailureCode, slot: String?)
    /// What a jail must not be able to do and was: empty in a sound one.
    case checked([String])

    package struct Output: Equatable, Sendable {
        package var slot: String
        package var length: UInt64

        package init(slot: String, length: UInt64) {
            self.slot = slot
            self.length = length
        }
    }
}

extension JailReply: WireCodable {
    package init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 129: self = .loaded
        case 130:
            self = .done(
                try reader.array(atMost: JailProtocol.maximumSlots) { reader throws(WireError) in
                    Output(slot: try reader.string(atMost: JailProtocol.maximumName), length: try reader.u64())
                })
        case 131:
            let code = try reader.value(FailureCode.self)
            guard code.rawValue >= FailureCode.runFailed.rawValue else { throw .invalid("a failure code that is not a jail's") }
            let slot = try reader.optional { reader throws(WireError) in try reader.string(atMost: JailProtocol.maximumName) }
            self = .failed(code, slot: slot)
        case 132:
            self = .checked(
                try reader.array(atMost: JailProtocol.maximumFindings) { reader throws(WireError) in
                    try reader.string(atMost: JailProtocol.maximumName)
                })
        default: throw .invalid("a reply that does not exist")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .loaded: writer.u8(129)
        case .done(let outputs):
            writer.u8(130)
            writer.array(outputs) {
                $0.string($1.slot)
                $0.u64($1.length)
            }
        case .failed(let code, let slot):
            writer.u8(131)
            writer.value(code)
            writer.optional(slot) { $0.string($1) }
        case .checked(let findings):
            writer.u8(132)
            writer.array(findings) { $0.string($1) }
        }
    }
}
