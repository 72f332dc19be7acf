/// Decodes one item of the strict subset of CBOR that fills its input exactly.
struct CBORDecoder {
    private var rest: ArraySlice<UInt8>
    private var itemsLeft: Int

    static func decode(_ bytes: [UInt8], within limits: CBORLimits) throws(CBORError) -> CBOR {
        guard bytes.count <= limits.length else { throw .tooLong }
        var decoder = CBORDecoder(rest: bytes[...], itemsLeft: limits.items)
        let item = try decoder.item(depthLeft: limits.depth)
        guard decoder.rest.isEmpty else { throw .trailingBytes }
        return item
    }

    private mutating func item(depthLeft: Int) throws(CBORError) -> CBOR {
        guard itemsLeft > 0 else { throw .tooMany }
        itemsLeft -= 1
        let head = try byte()
        let (major, detail) = (head >> 5, head & 31)
        if major == 7 { return try simple(detail) }
        let argument = try argument(detail, ofString: (2...5).contains(major))
        switch major {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(Array(try string(argument)))
        case 3:
            guard let text = String(validating: try string(argument), as: UTF8.self) else { throw .notText }
            return .text(text)
        case 4: return .array(try array(argument, depthLeft: depthLeft))
        case 5: return .map(try map(argument, depthLeft: depthLeft))
        default:
            guard depthLeft > 0 else { throw .tooDeep }
            return .tag(argument, try item(depthLeft: depthLeft - 1))
        }
    }

    private mutating func array(_ claimed: UInt64, depthLeft: Int) throws(CBORError) -> [CBOR] {
        let count = try count(claimed, bytesEach: 1, depthLeft: depthLeft)
        var items: [CBOR] = []
        for _ in 0..<count { items.append(try item(depthLeft: depthLeft - 1)) }
        return items
    }

    private mutating func map(_ claimed: UInt64, depthLeft: Int) throws(CBORError) -> CBORMap {
        let count = try count(claimed, bytesEach: 2, depthLeft: depthLeft)
        var pairs: [CBORMap.Pair] = []
        // As every value has one encoding, the keys' bytes tell whether two are the same.
        var keys: Set<ArraySlice<UInt8>> = []
        for _ in 0..<count {
            let start = rest
            let key = try item(depthLeft: depthLeft - 1)
            guard keys.insert(start.prefix(start.count - rest.count)).inserted else { throw .duplicateKey }
            pairs.append(CBORMap.Pair(key: key, value: try item(depthLeft: depthLeft - 1)))
        }
        return CBORMap(distinct: pairs)
    }

    /// A claimed number of members that the input can hold at all.
    private func count(_ claimed: UInt64, bytesEach: Int, depthLeft: Int) throws(CBORError) -> Int {
        guard depthLeft > 0 else { throw .tooDeep }
        guard let count = Int(exactly: claimed), count <= rest.count / bytesEach else { throw .truncated }
        return count
    }

    private mutating func simple(_ detail: UInt8) throws(CBORError) -> CBOR {
        switch detail {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22: return .null
        case 31: throw .indefiniteLength
        default: throw .unsupported
        }
    }

    /// The number behind a head: a value, a length, or a tag.
    private mutating func argument(_ detail: UInt8, ofString hasLength: Bool) throws(CBORError) -> UInt64 {
        switch detail {
        case 0..<24: return UInt64(detail)
        case 24...27:
            let width = 1 << Int(detail - 24)
            var value: UInt64 = 0
            for _ in 0..<width { value = value << 8 | UInt64(try byte()) }
            let least: UInt64 = width == 1 ? 24 : 1 << UInt64(width * 4)
            guard value >= least else { throw .notMinimal }
            return value
        case 31 where hasLength: throw .indefiniteLength
        default: throw .unsupported
        }
    }

    private mutating func byte() throws(CBORError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .truncated }
        return byte
    }

    private mutating func string(_ claimed: UInt64) throws(CBORError) -> ArraySlice<UInt8> {
        guard let count = Int(exactly: claimed), count <= rest.count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

extension CBOR {
    /// Decodes one item, with nothing before or after it.
    public init(decoding bytes: [UInt8], within limits: CBORLimits) throws(CBORError) {
        self = try CBORDecoder.decode(bytes, within: limits)
    }
}
