import Client

/// A sealed asset, as its owner registered it.
struct AssetReport: PropertiesReport {
    let asset: String
    let owner: String
    let name: String
    let ciphertextDigest: String
    let ciphertextLength: UInt64
    let plaintextLength: UInt64
    let functions: [String]
    let executors: [String]
    let deleted: Bool
    let key: String
    let registeredAt: String

    init(_ record: AssetRecord) {
        (asset, owner, name, deleted) = (record.id, record.owner, record.name, record.deleted)
        (ciphertextDigest, ciphertextLength, plaintextLength) = (record.ciphertextDigest, record.ciphertextLength, record.plaintextLength)
        key = record.key
        (functions, executors) = (record.functions, record.executors)
        registeredAt = ISODate.text(record.registeredAt)
    }

    private var keySentence: String {
        switch key {
        case "held": "held by the node"
        case "withheld": "withheld: its policy does not admit the software that the node runs now"
        default: "missing: the node has lost it; delete the asset and create it again"
        }
    }

    var properties: [(name: String, value: String)] {
        var rows = [
            ("asset", asset), ("name", name), ("state", deleted ? "deleted: its key is erased" : "sealed"), ("key", keySentence),
            ("owner", owner),
            ("size", "\(ByteCount(plaintextLength))"), ("ciphertext", ciphertextDigest), ("registered", registeredAt),
        ]
        rows += functions.isEmpty ? [("only for", "no function at all")] : functions.map { ("only for", "function \($0)") }
        rows += executors.map { ("only on", "executor \($0)") }
        return rows.map { (name: $0.0, value: $0.1) }
    }
}
