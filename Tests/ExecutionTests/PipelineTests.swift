import Testing

@testable import Engines

@Suite struct PipelineTests {
    private static func read(_ text: String) -> Pipeline? { Array(text.utf8).withUnsafeBytes { Pipeline($0) } }
    private static func json(_ text: String) -> JSONValue? { Array(text.utf8).withUnsafeBytes { JSONParser.parse($0) } }

    private static let full = """
        { "version": 1, "image": {"input": "photo", "resize": [300, 200], "crop": [224, 192], "interpolation": "bilinear",
          "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "layout": "nhwc"},
          "model": "m", "softmax": false, "top": 3, "labelsInput": "names", "output": "classes" }
        """

    @Test func `A description with every member is read`() throws {
        let pipeline = try #require(Self.read(Self.full))
        #expect(pipeline.image.resize == .exactly(.init(width: 300, height: 200)))
        #expect(pipeline.image.crop == .init(width: 224, height: 192))
        #expect(pipeline.image.interpolation == .bilinear)
        #expect(pipeline.image.layout == .nhwc)
        #expect(pipeline.labels == .slot("names"))
        #expect((pipeline.model, pipeline.softmax, pipeline.top, pipeline.output) == ("m", false, 3, "classes"))
    }

    @Test(arguments: [
        (#""version": 1"#, #""version": 2"#), (#""top": 3"#, #""top": 0"#), (#""top": 3"#, #""top": 1.5"#), (#""top": 3"#, #""top": "3""#),
        (#""top": 3"#, #""top": 3, "more": 1"#), (#""top": 3"#, #""top": 3, "top": 3"#), (#""labelsInput": "names""#, #""labels": []"#),
        (#""labelsInput": "names""#, #""labels": [1]"#), (#""labelsInput": "names""#, #""labelsInput": "names", "labels": ["a"]"#),
        (#", "labelsInput": "names""#, ""), ("nhwc", "chw"), ("bilinear", "nearest"), ("[300, 200]", "[300]"), ("[300, 200]", "5000"),
        ("[300, 200]", "-1"), ("0.229", "0"), ("0.485", "1e999"), (#""softmax": false"#, #""softmax": 0"#), ("[0.485, ", "["),
    ])
    func `A description that is not exactly of the form is refused`(part: String, replacement: String) throws {
        #expect(Self.full.contains(part))
        #expect(Self.read(replacing(part, replacement)) == nil)
    }

    private func replacing(_ part: String, _ replacement: String) -> String {
        guard let range = Self.full.firstRange(of: part) else { return Self.full }
        return Self.full.replacingCharacters(range, replacement)
    }

    @Test func `[100][102] No cut and no flipped bit of a description traps`() {
        let bytes = Array(Self.full.utf8)
        for length in bytes.indices {
            #expect(Array(bytes[..<length]).withUnsafeBytes { Pipeline($0) } == nil)
            var flipped = bytes
            flipped[length] ^= 0x21
            _ = flipped.withUnsafeBytes { Pipeline($0) }
        }
    }

    @Test func `JSON is read strictly`() {
        #expect(
            Self.json(#"{"a":[1,-2.5e1,true,null,"\u00e9\ud83d\ude00\n"]}"#)
                == .object(["a": .array([.number(1), .number(-25), .boolean(true), .null, .string("é😀\n")])]))
        for text in [
            "", "[1,]", "{\"a\":1,}", "01", "+1", ".5", "1.", "\"\u{1}\"", "\"\\ud800\"", "[1] 2", "nul", "'a'", "{1:2}", "1e400", "\"a",
            "[1",
        ] {
            #expect(Self.json(text) == nil, "\(text)")
        }
    }

    @Test func `[100] JSON is bounded in depth and count`() {
        #expect(Self.json(String(repeating: "[", count: 10) + String(repeating: "]", count: 10)) == nil)
        #expect(Self.json(String(repeating: "[", count: 100_000)) == nil)
        #expect(Self.json("[" + String(repeating: "1,", count: JSONParser.maximumValues) + "1]") == nil)
    }

    @Test func `Labels are a name a line`() {
        #expect(Array("a\nb\r\nc\n".utf8).withUnsafeBytes { Pipeline.Labels.names(inLines: $0) } == ["a", "b", "c"])
        #expect([0xff, 0x0a].withUnsafeBytes { Pipeline.Labels.names(inLines: $0) } == nil)
    }

    @Test func `Classes are ordered by value, and text in the result is escaped`() {
        let text = [Float(0.1), 0.7, 0.7, -2].withUnsafeBufferPointer {
            TopClasses($0, softmax: false, count: 4).json(["a", "\"\n\u{1}", "c", "d"])
        }
        #expect(
            text == #"[{"label":"\"\n\u0001","index":1,"probability":0.700000},{"label":"c","index":2,"probability":0.700000},"#
                + #"{"label":"a","index":0,"probability":0.100000},{"label":"d","index":3,"probability":-2.000000}]"# + "\n")
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, _ replacement: String) -> String {
        String(self[..<range.lowerBound]) + replacement + String(self[range.upperBound...])
    }
}
