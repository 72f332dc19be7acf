/// One value of a JSON text. It keeps the text alive, and copies nothing before it is asked.
package struct JSONValue: Sendable {
    let document: JSONDocument
    let index: Int

    private var node: JSONDocument.Node { document.nodes[index] }

    /// The value's bytes as they came; those of a string with its quotation marks.
    package var bytes: ArraySlice<UInt8> {
        let isString = node.kind == .string || node.kind == .escapedString
        return document.bytes[Int(node.start) - (isString ? 1 : 0)..<Int(node.end) + (isString ? 1 : 0)]
    }

    /// A string's bytes between the quotation marks, if it has no escapes; nil for other values.
    package var plainText: ArraySlice<UInt8>? { node.kind == .string ? document.bytes[Int(node.start)..<Int(node.end)] : nil }

    /// A string; nil for other values.
    package var text: String? {
        let content = document.bytes[Int(node.start)..<Int(node.end)]
        switch node.kind {
        case .string: return String(decoding: content, as: UTF8.self)
        case .escapedString: return JSONText.unescape(content).map { String(decoding: $0, as: UTF8.self) }
        default: return nil
        }
    }

    /// An integer; nil for other values.
    package var integer: Int64? {
        document.integer(index)
    }

    /// True or false; nil for other values.
    package var bool: Bool? {
        switch node.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// Whether it is null.
    package var isNull: Bool { node.kind == .null }

    /// An array's values in order; nil for other values.
    package var items: [JSONValue]? {
        guard node.kind == .array else { return nil }
        var items: [JSONValue] = []
        items.reserveCapacity(min(64, Int(node.next) - index - 1))
        var place = index + 1
        while place < Int(node.next) {
            items.append(JSONValue(document: document, index: place))
            place = Int(document.nodes[place].next)
        }
        return items
    }

    /// An object's names and values in order; nil for other values.
    package var members: [(name: String, value: JSONValue)]? {
        guard node.kind == .object else { return nil }
        var members: [(name: String, value: JSONValue)] = []
        var place = index + 1
        while place < Int(node.next) {
            let value = JSONValue(document: document, index: place + 1)
            members.append((JSONValue(document: document, index: place).text ?? "", value))
            place = Int(value.node.next)
        }
        return members
    }

    /// An object's member of this name; nil without it, and for other values.
    package subscript(name: StaticString) -> JSONValue? {
        document.member(name, of: index).map { JSONValue(document: document, index: $0) }
    }

    /// An array's objects' integer members of one name, if it has `count` elements and each of them is such an object; nil otherwise.
    package func integers(_ name: StaticString, count: Int) -> [Int64]? {
        guard node.kind == .array else { return nil }
        var integers: [Int64] = []
        integers.reserveCapacity(min(64, count))
        var place = index + 1
        while place < Int(node.next) {
            guard integers.count < count, let member = document.member(name, of: place), let integer = document.integer(member) else {
                return nil
            }
            integers.append(integer)
            place = Int(document.nodes[place].next)
        }
        return integers.count == count ? integers : nil
    }
}
