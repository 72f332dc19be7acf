/// An object identifier in its encoding, which is what is compared. Written as a literal of its numbers.
package struct OID: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The most bytes of one.
    static let maximumLength = 64
    /// The most bytes of one number: 63 bits.
    private static let maximumNumberLength = 9

    /// The content of the DER element (X.690 §8.19).
    package let bytes: [UInt8]

    /// The identifier with these numbers, at least two.
    package init(arrayLiteral numbers: UInt64...) {
        // Literals alone come here: others are a mistake of the program.
        precondition(numbers.count >= 2 && numbers[0] <= 2 && (numbers[0] == 2 || numbers[1] < 40))
        var bytes: [UInt8] = []
        for number in [numbers[0] * 40 + numbers[1]] + numbers.dropFirst(2) {
            var groups = [UInt8(number & 0x7f)]
            var rest = number >> 7
            while rest != 0 {
                groups.append(UInt8(rest & 0x7f) | 0x80)
                rest >>= 7
            }
            bytes += groups.reversed()
        }
        self.bytes = bytes
    }

    /// Reads the content of a DER element: numbers in their shortest form, of at most 63 bits.
    init(content: ArraySlice<UInt8>) throws(DERError) {
        try Self.check(content)
        bytes = Array(content)
    }

    /// Refuses what is not the content of such an element, without keeping it.
    static func check(_ content: ArraySlice<UInt8>) throws(DERError) {
        guard 1...maximumLength ~= content.count else { throw .value("an object identifier of another length") }
        var length = 0
        for byte in content {
            length += 1
            guard length > 1 || byte != 0x80, length <= maximumNumberLength else { throw .value("an object identifier out of form") }
            if byte < 0x80 { length = 0 }
        }
        guard length == 0 else { throw .value("an object identifier that is cut short") }
    }

    /// The numbers with dots.
    package var description: String {
        var numbers: [UInt64] = []
        var number: UInt64 = 0
        for byte in bytes {
            number = number << 7 | UInt64(byte & 0x7f)
            if byte < 0x80 {
                if numbers.isEmpty {
                    numbers = number < 80 ? [number / 40, number % 40] : [2, number - 80]
                } else {
                    numbers.append(number)
                }
                number = 0
            }
        }
        return numbers.map(String.init).joined(separator: ".")
    }
}
