/// Builds the index of a JSON text.
struct JSONReader {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private(set) var nodes: [JSONDocument.Node] = []

    init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        nodes.reserveCapacity(min(limits.values, bytes.count / 8))
    }

    mutating func document() throws(JSONError) {
        skipBlanks()
        try value(depth: 0)
        skipBlanks()
        guard position == bytes.count else { throw .trailingBytes }
    }

    private mutating func value(depth: Int) throws(JSONError) {
        guard position < bytes.count else { throw .truncated }
        switch bytes[position] {
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case UInt8(ascii: "t"): try word("true", .true)
        case UInt8(ascii: "f"): try word("false", .false)
        case UInt8(ascii: "n"): try word("null", .null)
        default: throw .unexpected(at: position)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) {
        let node = try open(.object, depth: depth)
        var names: [Int] = []
        while try !closes(UInt8(ascii: "}"), first: names.isEmpty) {
            guard names.count < limits.members else { throw .limit }
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw unexpected }
            let name = nodes.count
            try string()
            guard nodes[name].kind == .string else { throw .escapedName }
            guard !names.contains(where: { isSame(nodes[$0], nodes[name]) }) else { throw .duplicateName }
            names.append(name)
            skipBlanks()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw unexpected }
            position += 1
            skipBlanks()
            try value(depth: depth)
        }
        close(node)
    }

    private mutating func array(depth: Int) throws(JSONError) {
        let node = try open(.array, depth: depth)
        var first = true
        while try !closes(UInt8(ascii: "]"), first: first) {
            first = false
            try value(depth: depth)
        }
        close(node)
    }

    /// Whether the collection ends here; passes the comma where it does not.
    private mutating func closes(_ end: UInt8, first: Bool) throws(JSONError) -> Bool {
        skipBlanks()
        guard position < bytes.count else { throw .truncated }
        if bytes[position] == end {
            position += 1
            return true
        }
        if first { return false }
        guard bytes[position] == UInt8(ascii: ",") else { throw unexpected }
        position += 1
        skipBlanks()
        return false
    }

    private mutating func open(_ kind: JSONDocument.Node.Kind, depth: Int) throws(JSONError) -> Int {
        guard depth <= limits.depth else { throw .depth }
        try append(kind, from: position, to: position)
        position += 1
        return nodes.count - 1
    }

    private mutating func close(_ node: Int) {
        nodes[node].end = Int32(position)
        nodes[node].next = Int32(nodes.count)
    }

    private mutating func append(_ kind: JSONDocument.Node.Kind, from start: Int, to end: Int) throws(JSONError) {
        guard nodes.count < limits.values else { throw .limit }
        nodes.append(JSONDocument.Node(kind: kind, start: Int32(start), end: Int32(end), next: Int32(nodes.count + 1)))
    }

    private mutating func string() throws(JSONError) {
        let start = position + 1
        var (index, isASCII, isEscaped) = (start, true, false)
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            let byte = bytes[index]
            guard byte >= 0x20 else { throw .text }
            if byte >= 0x80 { isASCII = false }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                index += 1
            }
            index += 1
        }
        guard index < bytes.count else { throw .truncated }
        if !isASCII, String(validating: bytes[start..<index], as: UTF8.self) == nil { throw .text }
        if isEscaped, JSONText.unescape(bytes[start..<index]) == nil { throw .text }
        position = index + 1
        try append(isEscaped ? .escapedString : .string, from: start, to: index)
    }

    private mutating func number() throws(JSONError) {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
        let digits = bytes[first..<position]
        guard !digits.isEmpty, digits.count <= 19, digits.first != UInt8(ascii: "0") || digits.count == 1 && first == start else {
            throw .number
        }
        if position < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position]) { throw .number }
        guard JSONText.integer(bytes[start..<position]) != nil else { throw .number }
        try append(.number, from: start, to: position)
    }

    private mutating func word(_ word: StaticString, _ kind: JSONDocument.Node.Kind) throws(JSONError) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count else { throw .truncated }
        guard JSONText.isEqual(bytes[position..<end], word) else { throw unexpected }
        try append(kind, from: position, to: end)
        position = end
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0a, 0x0d, 0x09: position += 1
            default: return
            }
        }
    }

    private var unexpected: JSONError { position < bytes.count ? .unexpected(at: position) : .truncated }

    private func isSame(_ one: JSONDocument.Node, _ other: JSONDocument.Node) -> Bool {
        let (length, start, otherStart) = (Int(one.end - one.start), Int(one.start), Int(other.start))
        guard length == Int(other.end - other.start) else { return false }
        for offset in 0..<length where bytes[start + offset] != bytes[otherStart + offset] { return false }
        return true
    }
}
