extension CBOR {
    /// The one encoding: definite lengths, numbers in as few bytes as they need, maps in the order of their pairs.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    private func encode(into bytes: inout [UInt8]) {
        switch self {
        case .unsigned(let value): Self.head(0, value, into: &bytes)
        case .negative(let value): Self.head(1, value, into: &bytes)
        case .bytes(let value):
            Self.head(2, UInt64(value.count), into: &bytes)
            bytes.append(contentsOf: value)
        case .text(let value):
            Self.head(3, UInt64(value.utf8.count), into: &bytes)
            bytes.append(contentsOf: value.utf8)
        case .array(let items):
            Self.head(4, UInt64(items.count), into: &bytes)
            for item in items { item.encode(into: &bytes) }
        case .map(let map):
            Self.head(5, UInt64(map.pairs.count), into: &bytes)
            for pair in map.pairs {
                pair.key.encode(into: &bytes)
                pair.value.encode(into: &bytes)
            }
        case .tag(let number, let item):
            Self.head(6, number, into: &bytes)
            item.encode(into: &bytes)
        case .bool(let value): bytes.append(value ? 0xf5 : 0xf4)
        case .null: bytes.append(0xf6)
        }
    }

    private static func head(_ major: UInt8, _ argument: UInt64, into bytes: inout [UInt8]) {
        let (code, width): (UInt8, Int) =
            switch argument {
            case 0..<24: (UInt8(argument), 0)
            case 24...0xff: (24, 1)
            case 0x100...0xffff: (25, 2)
            case 0x1_0000...0xffff_ffff: (26, 4)
            default: (27, 8)
            }
        bytes.append(major << 5 | code)
        for index in stride(from: width - 1, through: 0, by: -1) {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(index * 8)))
        }
    }
}
