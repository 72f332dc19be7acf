import Testing
import Wire

@Suite struct CBORTests {
    static let limits = CBORLimits(length: 4096, items: 256, depth: 8)

    private func decode(_ hex: String, _ limits: CBORLimits = limits) throws -> CBOR {
        try CBOR(decoding: #require([UInt8](hex: hex)), within: limits)
    }

    private func error(_ hex: String, _ limits: CBORLimits = limits) throws -> CBORError? {
        let bytes = try #require([UInt8](hex: hex))
        do throws(CBORError) {
            _ = try CBOR(decoding: bytes, within: limits)
            return nil
        } catch { return error }
    }

    @Test func `Every example of RFC 8949 in the subset is read, and written as the same bytes`() throws {
        for (hex, value) in CBORVectors.supported {
            #expect(try decode(hex) == value, "\(hex)")
            #expect(value.encoded.hex == hex)
        }
    }

    @Test(arguments: CBORVectors.indefinite)
    func `[23] An item of indefinite length is refused`(hex: String) throws {
        #expect(try error(hex) == .indefiniteLength)
    }

    @Test(arguments: CBORVectors.unsupported)
    func `Floating point and other simple values are refused`(hex: String) throws {
        #expect(try error(hex) == .unsupported)
    }

    @Test(arguments: [
        "1800", "1817", "190000", "1900ff", "1a00000000", "1a0000ffff", "1b0000000000000000", "1b00000000ffffffff", "3817", "3900ff",
        "5800", "5817" + String(repeating: "00", count: 23), "590001aa", "7801aa", "9801f6", "b800", "b8010000", "d817f6", "d900fff6",
    ])
    func `[23] A number or a length in more bytes than it needs is refused`(hex: String) throws {
        #expect(try error(hex) == .notMinimal)
    }

    @Test(arguments: [
        "a201020103", "a2616101616102", "a240004000", "a2f600f600", "a28201020082010200", "82a1616101a2616101616101",
    ])
    func `[23] A map with the same key twice is refused`(hex: String) throws {
        #expect(try error(hex) == .duplicateKey)
    }

    @Test func `Keys that only look alike are different`() throws {
        // U+00E9, and U+0065 with U+0301: equal for a reader, different bytes.
        let map = try #require(try decode("a262c3a9016365cc8102").pairs)
        #expect(map.pairs.count == 2)
        #expect(map[.text("\u{e9}")] == .unsigned(1) && map["e\u{301}"] == .unsigned(2))
        #expect(CBOR.text("\u{e9}") != CBOR.text("e\u{301}"))
        #expect(CBOR.bytes([0x61]) != CBOR.text("a") && CBOR.unsigned(0) != CBOR.negative(0))
    }

    @Test(arguments: ["00ff", "8000", "a000", "6161f6", "f6f6"])
    func `[23] Bytes after the item are refused`(hex: String) throws {
        #expect(try error(hex) == .trailingBytes)
    }

    @Test(arguments: [
        "", "18", "19ff", "1a00", "1bffffffff", "42aa", "61", "81", "8201", "a1", "a101", "c1", "5a7fffffff00", "5bffffffffffffffff00",
        "9bffffffffffffffff", "9a7fffffff00", "bbffffffffffffffff", "ba7fffffff0000", "7bffffffffffffffff",
    ])
    func `[100] An item that claims more than there is is refused`(hex: String) throws {
        #expect(try error(hex) == .truncated)
    }

    @Test(arguments: ["1c", "1d", "1e", "3c", "5c", "7d", "9e", "bc", "dc", "fc", "f814", "f818"])
    func `Reserved lengths are refused`(hex: String) throws {
        #expect(try error(hex) == .unsupported)
    }

    @Test(arguments: ["1f", "3f", "df"])
    func `A number without a length is refused`(hex: String) throws {
        #expect(try error(hex) == .unsupported)
    }

    @Test(arguments: ["61ff", "62c328", "63eda080", "62c080", "64f4908080"])
    func `Text that is not UTF-8 is refused`(hex: String) throws {
        #expect(try error(hex) == .notText)
    }

    @Test(arguments: ["81", "c1", "a100", "d9d9f7"])
    func `[23][100] Nesting beyond the limit is refused`(level: String) throws {
        let value = { (depth: Int) in String(repeating: level, count: depth) + "f6" }
        #expect(try error(value(8)) == nil)
        #expect(try error(value(9)) == .tooDeep)
        // An empty container nests too.
        #expect(try error(String(repeating: level, count: 8) + "80") == .tooDeep)
        // No limit is beyond what the stack bears.
        let deepest = CBORLimits(length: 1 << 20, items: 1 << 20, depth: .max)
        #expect(try error(value(CBORLimits.greatestDepth), deepest) == nil)
        #expect(try error(value(100_000), deepest) == .tooDeep)
    }

    @Test func `[100] More items than the limit are refused`() throws {
        let array = { (count: Int) in CBOR.array(.init(repeating: .null, count: count)).encoded.hex }
        #expect(try error(array(255)) == nil)
        #expect(try error(array(256)) == .tooMany)
        #expect(try error("80", CBORLimits(length: 1, items: 0, depth: 1)) == .tooMany)
    }

    @Test func `[100] An input beyond the limit is refused`() throws {
        #expect(try error(CBOR.bytes([UInt8](repeating: 0, count: 4093)).encoded.hex) == nil)
        #expect(try error(CBOR.bytes([UInt8](repeating: 0, count: 4094)).encoded.hex) == .tooLong)
    }

    @Test func `[2] No truncation and no flipped byte traps, and what is read is written as the same bytes`() throws {
        for (hex, _) in CBORVectors.supported {
            let bytes = try #require([UInt8](hex: hex))
            for length in bytes.indices {
                #expect(throws: CBORError.self) { try CBOR(decoding: Array(bytes.prefix(length)), within: Self.limits) }
            }
            for index in bytes.indices {
                for value in UInt8.min...UInt8.max {
                    var changed = bytes
                    changed[index] = value
                    if let item = try? CBOR(decoding: changed, within: Self.limits) { #expect(item.encoded == changed) }
                }
            }
        }
    }

    @Test func `Accessors give what is there and nothing else`() throws {
        #expect(CBOR.negative(34).integer == -35 && CBOR.unsigned(7).integer == 7)
        #expect(
            CBOR.negative(UInt64(Int64.max)).integer == .min && CBOR.negative(.max).integer == nil && CBOR.unsigned(.max).integer == nil)
        #expect(CBOR.null.integer == nil && CBOR.null.byteString == nil && CBOR.null.textString == nil && CBOR.null.items == nil)
        #expect(CBOR.bytes([1]).byteString == [1] && CBOR.text("a").textString == "a" && CBOR.array([.null]).items == [.null])
        #expect(CBOR.tag(18, .null).content(ofTag: 18) == .null && CBOR.tag(18, .null).content(ofTag: 17) == nil)
        #expect(CBOR.null.content(ofTag: 18) == nil && CBOR.null.pairs == nil)
    }

    @Test func `A map keeps its order, can be sorted, and takes no key twice`() throws {
        let map = try CBORMap([(.text("b"), .null), (.text("aa"), .null), (.unsigned(100), .null), (.negative(0), .null)])
        #expect(CBOR.map(map).encoded.hex == "a46162f6626161f61864f620f6")
        #expect(CBOR.map(map.sorted).encoded.hex == "a41864f620f66162f6626161f6")
        #expect(throws: CBORError.duplicateKey) { try CBORMap([(.text("a"), .null), (.text("a"), .bool(true))]) }
    }
}
