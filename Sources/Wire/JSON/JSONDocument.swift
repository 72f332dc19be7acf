/// A JSON text (RFC 8259) of the strict subset that signed documents use: read in one pass, kept as its bytes and an index of them.
///
/// UTF-8 without byte order mark; no name twice in an object, none with an escape; integers alone, in their shortest form. Memory is
/// linear in the text and bounded by the limits; the values are ranges of the text, so that what was signed can be taken as it came.
package final class JSONDocument: Sendable {
    /// One value: what it is and where it stands.
    struct Node: Sendable {
        enum Kind: UInt8, Sendable { case object, array, string, escapedString, number, `true`, `false`, null }
        let kind: Kind
        /// The first byte; of a string the one behind its quotation mark.
        let start: Int32
        /// The byte behind the last; of a string its closing quotation mark.
        var end: Int32
        /// The node behind this value and all that it contains.
        var next: Int32
    }

    let bytes: [UInt8]
    let nodes: [Node]

    /// Reads a text that is one value with white space around it.
    package init(_ bytes: [UInt8], limits: JSONLimits = .documents) throws(JSONError) {
        guard bytes.count <= min(limits.length, Int(Int32.max)) else { throw .limit }
        var reader = JSONReader(bytes, limits: limits)
        try reader.document()
        self.bytes = bytes
        nodes = reader.nodes
    }

    /// The node of an object's member of this name.
    func member(_ name: StaticString, of object: Int) -> Int? {
        guard nodes[object].kind == .object else { return nil }
        let end = Int(nodes[object].next)
        var place = object + 1
        while place < end {
            let found = nodes[place]
            if JSONText.isEqual(bytes, from: Int(found.start), to: Int(found.end), name) { return place + 1 }
            place = Int(nodes[place + 1].next)
        }
        return nil
    }

    /// The integer of a node; nil for another value.
    func integer(_ node: Int) -> Int64? {
        let node = nodes[node]
        guard node.kind == .number else { return nil }
        if node.end == node.start + 1 { return Int64(bytes[Int(node.start)]) - Int64(UInt8(ascii: "0")) }
        return JSONText.integer(bytes[Int(node.start)..<Int(node.end)])
    }

    /// The value.
    package var root: JSONValue { JSONValue(document: self, index: 0) }
}
