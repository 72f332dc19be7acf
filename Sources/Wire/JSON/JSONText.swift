/// What stands between quotation marks, and in numbers.
enum JSONText {
    /// Whether the bytes are those of an ASCII word.
    static func isEqual(_ bytes: [UInt8], from start: Int, to end: Int, _ word: StaticString) -> Bool {
        guard end - start == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for place in letters.indices where bytes[start + place] != letters[place] { return false }
            return true
        }
    }

    /// The integer of digits that may follow a minus sign; nil beyond 64 bits.
    static func integer(_ digits: ArraySlice<UInt8>) -> Int64? {
        let isNegative = digits.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for digit in isNegative ? digits.dropFirst() : digits {
            let (tenfold, tooBig) = value.multipliedReportingOverflow(by: 10)
            let step = Int64(digit) - Int64(UInt8(ascii: "0"))
            let (sum, tooFar) = isNegative ? tenfold.subtractingReportingOverflow(step) : tenfold.addingReportingOverflow(step)
            guard !tooBig, !tooFar else { return nil }
            value = sum
        }
        return value
    }

    /// The UTF-8 of a string with escapes; nil for unknown escapes and halves of surrogate pairs.
    static func unescape(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var text: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard index < bytes.endIndex else { return nil }
            let kind = bytes[index]
            index += 1
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0c)
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "r"): text.append(0x0d)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(in: bytes, at: &index) else { return nil }
                text.append(contentsOf: String(Character(scalar)).utf8)
            default: return nil
            }
        }
        return text
    }

    private static func scalar(in bytes: ArraySlice<UInt8>, at index: inout Int) -> Unicode.Scalar? {
        guard let first = unit(in: bytes, at: &index) else { return nil }
        guard 0xd800...0xdbff ~= first else { return Unicode.Scalar(first) }
        guard bytes.endIndex - index >= 2, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else { return nil }
        index += 2
        guard let second = unit(in: bytes, at: &index), 0xdc00...0xdfff ~= second else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    }

    private static func unit(in bytes: ArraySlice<UInt8>, at index: inout Int) -> UInt32? {
        guard bytes.endIndex - index >= 4, let unit = [UInt8](hex: String(decoding: bytes[index..<index + 4], as: UTF8.self)) else {
            return nil
        }
        index += 4
        return unit.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
