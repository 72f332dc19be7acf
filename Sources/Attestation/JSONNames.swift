/// Finds what JSON decoders pass over in silence: an object with two members of one name.
package enum JSONNames {
    /// Whether an object in the document, which must be valid JSON, repeats a name or writes one with an escape.
    package static func `repeat`(in json: [UInt8]) -> Bool {
        var open: [Set<[UInt8]>?] = []  // a set of names for each object, nil for each array
        var expectsName = false
        var index = 0
        while index < json.count {
            switch json[index] {
            case UInt8(ascii: "{"):
                open.append([])
                expectsName = true
            case UInt8(ascii: "["):
                open.append(nil)
                expectsName = false
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = open.popLast()
                expectsName = false
            case UInt8(ascii: ","): if let last = open.last { expectsName = last != nil }
            case UInt8(ascii: "\""):
                let end = endOfString(in: json, from: index + 1)
                if expectsName, var names = open.popLast() ?? nil {
                    let name = Array(json[(index + 1)..<end])
                    guard !name.contains(UInt8(ascii: "\\")), names.insert(name).inserted else { return true }
                    open.append(names)
                    expectsName = false
                }
                index = end
            default: break
            }
            index += 1
        }
        return false
    }

    private static func endOfString(in json: [UInt8], from start: Int) -> Int {
        var index = start
        while index < json.count, json[index] != UInt8(ascii: "\"") { index += json[index] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(index, json.count)
    }
}
