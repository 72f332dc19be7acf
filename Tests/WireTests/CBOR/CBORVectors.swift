import Wire

/// RFC 8949, Appendix A.
enum CBORVectors {
    /// The examples within the subset, in hexadecimal, with what they mean.
    static let supported: [(hex: String, value: CBOR)] = {
        var table: [(hex: String, value: CBOR)] = integers + strings
        table += [
            ("f4", .bool(false)), ("f5", .bool(true)), ("f6", .null),
            ("c249010000000000000000", .tag(2, .bytes([1, 0, 0, 0, 0, 0, 0, 0, 0]))),
            ("c349010000000000000000", .tag(3, .bytes([1, 0, 0, 0, 0, 0, 0, 0, 0]))),
            ("c074323031332d30332d32315432303a30343a30305a", .tag(0, .text("2013-03-21T20:04:00Z"))),
            ("c11a514b67b0", .tag(1, .unsigned(1_363_896_240))),
            ("d74401020304", .tag(23, .bytes([1, 2, 3, 4]))),
            ("d818456449455446", .tag(24, .bytes(Array("dIETF".utf8)))),
            ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", .tag(32, .text("http://www.example.com"))),
            ("80", .array([])), ("83010203", .array(numbers(1...3))),
            ("8301820203820405", .array([.unsigned(1), .array(numbers(2...3)), .array(numbers(4...5))])),
            ("98190102030405060708090a0b0c0d0e0f101112131415161718181819", .array(numbers(1...25))),
            ("a0", map([])), ("a201020304", map([(.unsigned(1), .unsigned(2)), (.unsigned(3), .unsigned(4))])),
            ("a26161016162820203", map([(.text("a"), .unsigned(1)), (.text("b"), .array(numbers(2...3)))])),
            ("826161a161626163", .array([.text("a"), map([(.text("b"), .text("c"))])])),
            (
                "a56161614161626142616361436164614461656145",
                map(["a", "b", "c", "d", "e"].map { (.text($0), .text($0.uppercased())) })
            ),
        ]
        return table
    }()

    private static let integers: [(hex: String, value: CBOR)] = [
        ("00", .unsigned(0)), ("01", .unsigned(1)), ("0a", .unsigned(10)), ("17", .unsigned(23)), ("1818", .unsigned(24)),
        ("1819", .unsigned(25)), ("1864", .unsigned(100)), ("1903e8", .unsigned(1000)), ("1a000f4240", .unsigned(1_000_000)),
        ("1b000000e8d4a51000", .unsigned(1_000_000_000_000)), ("1bffffffffffffffff", .unsigned(.max)),
        ("3bffffffffffffffff", .negative(.max)), ("20", .negative(0)), ("29", .negative(9)), ("3863", .negative(99)),
        ("3903e7", .negative(999)),
    ]

    private static let strings: [(hex: String, value: CBOR)] = [
        ("40", .bytes([])), ("4401020304", .bytes([1, 2, 3, 4])), ("60", .text("")), ("6161", .text("a")), ("6449455446", .text("IETF")),
        ("62225c", .text("\"\\")), ("62c3bc", .text("\u{fc}")), ("63e6b0b4", .text("\u{6c34}")), ("64f0908591", .text("\u{10151}")),
    ]

    /// The examples with an item that has no definite length.
    static let indefinite = [
        "5f42010243030405ff", "7f657374726561646d696e67ff", "9fff", "9f018202039f0405ffff", "9f01820203820405ff", "83018202039f0405ff",
        "83019f0203ff820405", "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", "bf61610161629f0203ffff", "826161bf61626163ff",
        "bf6346756ef563416d7421ff",
    ]

    /// The examples with floating point, `undefined` or an unassigned simple value.
    static let unsupported = [
        "f90000", "f98000", "f93c00", "fb3ff199999999999a", "f93e00", "f97bff", "fa47c35000", "fa7f7fffff", "fb7e37e43c8800759c", "f90001",
        "f90400", "f9c400", "fbc010666666666666", "f97c00", "f97e00", "f9fc00", "fa7f800000", "fa7fc00000", "faff800000",
        "fb7ff0000000000000", "fb7ff8000000000000", "fbfff0000000000000", "f7", "f0", "f8ff", "c1fb41d452d9ec200000",
    ]

    static func numbers(_ range: ClosedRange<UInt64>) -> [CBOR] { range.map { .unsigned($0) } }

    static func map(_ pairs: [(key: CBOR, value: CBOR)]) -> CBOR { (try? CBORMap(pairs)).map { .map($0) } ?? .null }
}
