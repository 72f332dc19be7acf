import Client

/// A function, without its payload.
struct FunctionReport: PropertiesReport {
    let digest: String
    let owner: String
    let name: String
    let version: String
    let runtime: String
    let disabled: Bool
    let registeredAt: String
    let inputs: [String: UInt64]
    let outputs: [String: UInt64]

    init(_ record: FunctionRecord) {
        (digest, owner, name, version) = (record.digest, record.owner, record.name, record.version)
        (runtime, disabled, inputs, outputs) = (record.runtime, record.disabled, record.inputs, record.outputs)
        registeredAt = ISODate.text(record.registeredAt)
    }

    var title: String { "\(name)@\(version)" }

    var properties: [(name: String, value: String)] {
        [
            ("function", title + (disabled ? " (withdrawn by its owner)" : "")), ("digest", digest), ("owner", owner), ("runtime", runtime),
            ("inputs", Self.slots(inputs)), ("outputs", Self.slots(outputs)), ("registered", registeredAt),
        ]
    }

    private static func slots(_ slots: [String: UInt64]) -> String {
        slots.isEmpty ? "none" : slots.sorted { $0.key < $1.key }.map { "\($0.key) (up to \(ByteCount($0.value)))" }.joined(separator: ", ")
    }
}
