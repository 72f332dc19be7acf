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
        var count = 0
        while try !closes(UInt8(ascii: "}"), first: count == 0) {
            guard count < limits.members else { throw .limit }
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw unexpected }
            let name = nodes.count
            try string()
            guard nodes[name].kind == .string else { throw .escapedName }
            guard !isKnown(name, since: node + 1) else { throw .duplicateName }
            count += 1
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
        let (index, isASCII, isEscaped) = bytes.withUnsafeBufferPointer { Self.scan($0, from: start) }
        guard index < bytes.count else { throw .truncated }
        guard bytes[index] == UInt8(ascii: "\"") else { throw .text }
        if !isASCII, String(validating: bytes[start..<index], as: UTF8.self) == nil { throw .text }
        if isEscaped, JSONText.unescape(bytes[start..<index]) == nil { throw .text }
        position = index + 1
        try append(isEscaped ? .escapedString : .string, from: start, to: index)
    }

    /// Where a string ends: at its quotation mark, at a control character, or beyond the text.
    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (end: Int, isASCII: Bool, isEscaped: Bool) {
        var (index, isASCII, isEscaped) = (start, true, false)
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte < 0x20 { break }
            if byte >= 0x80 { isASCII = false }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                index += 1
            }
            index += 1
        }
        return (index, isASCII, isEscaped)
    }

    private mutating func number() throws(JSONError) {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
        let count = position - first
        guard 1...19 ~= count, bytes[first] != UInt8(ascii: "0") || count == 1 && first == start else { throw .number }
        if position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): throw .number
            default: break
            }
        }
        // Eighteen digits always fit.
        guard count < 19 || JSONText.integer(bytes[start..<position]) != nil else { throw .number }
        try append(.number, from: start, to: position)
    }

    private mutating func word(_ word: StaticString, _ kind: JSONDocument.Node.Kind) throws(JSONError) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count else { throw .truncated }
        guard JSONText.isEqual(bytes, from: position, to: end, word) else { throw unexpected }
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

    /// Whether a name stands before, among the members of an object from `first` on.
    private func isKnown(_ name: Int, since first: Int) -> Bool {
        var place = first
        while place < name {
            if isSame(nodes[place], nodes[name]) { return true }
            place = Int(nodes[place + 1].next)
        }
        return false
    }

    private func isSame(_ one: JSONDocument.Node, _ other: JSONDocument.Node) -> Bool {
        guard one.end - one.start == other.end - other.start else { return false }
        let (length, start, otherStart) = (Int(one.end - one.start), Int(one.start), Int(other.start))
        for offset in 0..<length where bytes[start + offset] != bytes[otherStart + offset] { return false }
        return true
    }
}
