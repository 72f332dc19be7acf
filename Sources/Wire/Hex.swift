extension Collection where Element == UInt8 {
    /// Lower-case hexadecimal, two digits a byte.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension Array where Element == UInt8 {
    /// Reads hexadecimal of either case; nil for an odd length or another character.
    public init?(hex: some StringProtocol) { self.init(hexDigits: Array(hex.utf8)[...]) }

    /// The same of the digits in ASCII.
    package init?(hexDigits: ArraySlice<UInt8>) {
        let decoded = hexDigits.withUnsafeBufferPointer { Self.decoded(hex: $0) }
        guard let decoded else { return nil }
        self = decoded
    }

    private static func decoded(hex digits: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for place in 0..<digits.count / 2 {
            guard let high = nibble(digits[place * 2]), let low = nibble(digits[place * 2 + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
