import Wire

extension CCAToken {
    /// Every claim, a name and its value, in the token's order.
    package var words: [InspectedField] {
        [InspectedField("verification", "none: Arm CCA tokens are inspected only")]
            + Self.words(platform, "platform", Self.platformNames) + Self.words(realm, "realm", Self.realmNames)
    }

    private static let platformNames: [UInt64: String] = [
        10: "challenge", 256: "instance id", 265: "profile", 2395: "security lifecycle", 2396: "implementation id",
        2399: "software components", 2400: "verification service", 2401: "configuration", 2402: "hash algorithm",
    ]
    private static let realmNames: [UInt64: String] = [
        10: "challenge", 265: "profile", 44_235: "personalization value", 44_236: "hash algorithm", 44_237: "public key",
        44_238: "initial measurement", 44_239: "extensible measurements", 44_240: "hash algorithm of the public key",
    ]

    private static func words(_ claims: Claims, _ part: String, _ names: [UInt64: String]) -> [InspectedField] {
        [InspectedField("\(part): algorithm", claims.algorithm.map { "COSE \($0)" } ?? "none")]
            + claims.map.pairs.map { pair in
                let number = if case .unsigned(let value) = pair.key { value } else { UInt64(0) }
                let name = names[number] ?? "claim \(words(of: pair.key))"
                return InspectedField("\(part): \(name)", number == 2395 ? lifecycle(pair.value) : words(of: pair.value))
            }
    }

    /// RMM specification, A7.2.3.2.7: the state in the upper byte, implementation-defined below.
    private static func lifecycle(_ value: CBOR) -> String {
        guard let state = value.integer, 0...0xffff ~= state else { return words(of: value) }
        let name =
            switch state >> 12 {
            case 0: "unknown"
            case 1: "assembly and test"
            case 2: "root-of-trust provisioning"
            case 3: "secured"
            case 4: "non-platform debugging"
            case 5: "recoverable debugging"
            case 6: "decommissioned"
            default: "reserved"
            }
        return "0x\(String(state, radix: 16)) (\(name))"
    }

    private static func words(of value: CBOR) -> String {
        switch value {
        case .unsigned(let number): "\(number)"
        case .negative: value.integer.map { "\($0)" } ?? "a negative number"
        case .bytes(let bytes): bytes.hex
        case .text(let text): InspectedField.printable(text)
        case .array(let items): items.map(words).joined(separator: "; ")
        case .map(let map): map.pairs.map { "\(words(of: $0.key)): \(words(of: $0.value))" }.joined(separator: ", ")
        case .tag(let number, let item): "tag \(number) of \(words(of: item))"
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        }
    }
}
