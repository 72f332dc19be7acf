import Testing
import Wire

@Suite struct JSONTests {
    private func read(_ text: String, limits: JSONLimits = .documents) throws -> JSONValue {
        try JSONDocument(Array(text.utf8), limits: limits).root
    }

    @Test func `Every kind of value is read, and gives its bytes as they came`() throws {
        let text =
            " {\"a\" : [ 1,-20 ,0, true,false,null,\"x\",\"é\" ], \"b\":{\"c\":{ }}, \"d\" : \"q\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\" }\n"
        let value = try read(text)
        let items = try #require(value["a"]?.items)
        #expect(items.map(\.integer) == [1, -20, 0, nil, nil, nil, nil, nil] && items[3].bool == true && items[4].bool == false)
        #expect(items[5].isNull && items[6].text == "x" && items[7].text == "é" && items[6].plainText.map(Array.init) == [0x78])
        #expect(value["d"]?.text == "q\"\\/\u{8}\u{c}\n\r\té😀" && value["d"]?.plainText == nil)
        #expect(value["b"].map { Array($0.bytes) } == Array("{\"c\":{ }}".utf8) && items[6].bytes.elementsEqual("\"x\"".utf8))
        #expect(value.members?.map(\.name) == ["a", "b", "d"] && value["c"] == nil && value["b"]?["c"]?.members?.isEmpty == true)
        #expect(items[0].items == nil && items[0]["a"] == nil && items[0].text == nil && items[0].bool == nil && value.integer == nil)
        #expect(try read("9223372036854775807").integer == .max && read("-9223372036854775808").integer == .min)
    }

    @Test(arguments: [
        "", " ", "{", "[", "\"", "[1", "[1,", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{1:1}", "tru",
        "nul",
        "truth", "True", "1 2", "[] []", "01", "-01", "-0", "-", "+1", "1.0", "1e2", "1E2", ".5", "9223372036854775808",
        "-9223372036854775809", "99999999999999999999", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
        "\"\\\"",
        "\"a\nb\"", "\"\u{1}\"", "'a'", "[1 2]", "\u{feff}{}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"b\":2,\"a\":1}", "{\"\\u0061\":1}", "NaN",
        "//",
    ])
    func `[23] What is not the strict form is refused`(text: String) throws {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test func `[23] Strings must be UTF-8`() throws {
        for bytes in [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]] as [[UInt8]] {
            #expect(throws: JSONError.text) { try JSONDocument([0x22] + bytes + [0x22]) }
        }
        #expect(throws: JSONError.self) { try JSONDocument([0x22, 0x5c, 0xc3, 0xa9, 0x22]) }
    }

    @Test func `[102] Depth, values, members and bytes are bounded`() throws {
        let deep = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        _ = try read(deep(16))
        #expect(throws: JSONError.depth) { try read(deep(17)) }
        #expect(throws: JSONError.depth) { try read(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.depth) { try read(String(repeating: "{\"a\":", count: 17)) }
        let limits = JSONLimits(length: 40, depth: 2, values: 5, members: 2)
        _ = try read("[1,2,3,4]", limits: limits)
        #expect(throws: JSONError.limit) { try read("[1,2,3,4,5]", limits: limits) }
        _ = try read("{\"a\":1,\"b\":2}", limits: limits)
        #expect(throws: JSONError.limit) {
            try read("{\"a\":1,\"b\":2,\"c\":3}", limits: JSONLimits(length: 40, depth: 2, values: 50, members: 2))
        }
        #expect(throws: JSONError.limit) { try read(String(repeating: " ", count: 39) + "10", limits: limits) }
    }
}
