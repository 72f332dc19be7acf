package import Wire

/// What the executor tells a jail (docs/spec/jail-protocol.md).
package enum JailRequest: Equatable, Sendable {
    /// Prepare for the runs of one agreement. Descriptors: the payload, then one for each slot.
    case load(Load)
    /// Do one run. Descriptors: one for each input, then one for each output.
    case run(Run)
    /// Try what a jail must not be able to do, and say what was possible.
    case check

    package struct Load: Equatable, Sendable {
        package var runtime: UInt8
        package var limits: JailLimits
        package var slots: [String]

        package init(runtime: UInt8, limits: JailLimits, slots: [String]) {
            self.runtime = runtime
            self.limits = limits
            self.slots = slots
        }
    }

    package struct Run: Equatable, Sendable {
        package var parameters: [Parameter]
        package var inputs: [String]
        package var outputs: [Room]

        package init(parameters: [Parameter], inputs: [String], outputs: [Room]) {
            self.parameters = parameters
            self.inputs = inputs
            self.outputs = outputs
        }
    }

    package struct Parameter: Equatable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A slot for an output, and how many bytes fit in it.
    package struct Room: Equatable, Sendable {
        package var slot: String
        package var maximumBytes: UInt64

        package init(slot: String, maximumBytes: UInt64) {
            self.slot = slot
            self.maximumBytes = maximumBytes
        }
    }

    /// How many descriptors come with the request.
    package var descriptorCount: Int {
        switch self {
        case .load(let load): 1 + load.slots.count
        case .run(let run): run.inputs.count + run.outputs.count
        case .check: 0
        }
    }
}

extension JailRequest: WireCodable {
    package init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 1:
            guard try reader.string(atMost: JailProtocol.maximumName) == JailProtocol.version else {
                throw .invalid("another version of the jail protocol")
            }
            self = .load(
                Load(
                    runtime: try reader.u8(), limits: try reader.value(),
                    slots: try reader.array(atMost: JailProtocol.maximumSlots) { reader throws(WireError) in
                        try reader.string(atMost: JailProtocol.maximumName)
                    }))
        case 2:
            self = .run(
                Run(
                    parameters: try reader.array(atMost: JailProtocol.maximumParameters) { reader throws(WireError) in
                        Parameter(
                            name: try reader.string(atMost: JailProtocol.maximumName),
                            value: try reader.string(atMost: JailProtocol.maximumParameterValue))
                    },
                    inputs: try reader.array(atMost: JailProtocol.maximumSlots) { reader throws(WireError) in
                        try reader.string(atMost: JailProtocol.maximumName)
                    },
                    outputs: try reader.array(atMost: JailProtocol.maximumSlots) { reader throws(WireError) in
                        Room(slot: try reader.string(atMost: JailProtocol.maximumName), maximumBytes: try reader.u64())
                    }))
        case 3: self = .check
        default: throw .invalid("a request that does not exist")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .load(let load):
            writer.u8(1)
            writer.string(JailProtocol.version)
            writer.u8(load.runtime)
            writer.value(load.limits)
            writer.array(load.slots) { $0.string($1) }
        case .run(let run):
            writer.u8(2)
            writer.array(run.parameters) {
                $0.string($1.name)
                $0.string($1.value)
            }
            writer.array(run.inputs) { $0.string($1) }
            writer.array(run.outputs) {
                $0.string($1.slot)
                $0.u64($1.maximumBytes)
            }
        case .check: writer.u8(3)
        }
    }
}
