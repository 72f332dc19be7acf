import Wire

extension DERReader {
    /// Reads an INTEGER's content: two's complement in its shortest form (X.690 §8.3).
    package mutating func integer(_ tag: UInt8 = Tag.integer) throws(DERError) -> ArraySlice<UInt8> {
        let content = try next(tag).content
        guard let first = content.first else { throw .value("an integer without content") }
        if content.count > 1 {
            let second = content[content.startIndex + 1]
            guard !(first == 0 && second < 0x80), !(first == 0xff && second >= 0x80) else { throw .value("an integer that is too long") }
        }
        return content
    }

    /// Reads an INTEGER that is not negative: its magnitude, big-endian, without leading zeros; empty for zero.
    package mutating func unsignedInteger() throws(DERError) -> ArraySlice<UInt8> {
        let content = try integer()
        guard content[content.startIndex] < 0x80 else { throw .value("a negative integer") }
        return content[content.startIndex] == 0 ? content.dropFirst() : content
    }

    /// Reads an INTEGER from 0 to 2^31 − 1.
    package mutating func smallInteger() throws(DERError) -> Int {
        let magnitude = try unsignedInteger()
        guard magnitude.count < 4 || magnitude.count == 4 && magnitude[magnitude.startIndex] < 0x80 else {
            throw .value("an integer out of range")
        }
        return magnitude.reduce(0) { $0 << 8 | Int($1) }
    }

    /// Reads a BOOLEAN: one byte, 00 or ff (X.690 §11.1).
    package mutating func boolean() throws(DERError) -> Bool {
        let content = try next(Tag.boolean).content
        guard content.count == 1, let byte = content.first, byte == 0 || byte == 0xff else { throw .value("a Boolean of another form") }
        return byte == 0xff
    }

    /// Reads NULL.
    package mutating func null() throws(DERError) {
        guard try next(Tag.null).content.isEmpty else { throw .value("a NULL with content") }
    }

    /// Reads an OBJECT IDENTIFIER.
    package mutating func objectIdentifier() throws(DERError) -> OID {
        try OID(content: try next(Tag.objectIdentifier).content)
    }

    /// Reads an OCTET STRING.
    package mutating func octetString() throws(DERError) -> ArraySlice<UInt8> { try next(Tag.octetString).content }

    /// Reads a BIT STRING of whole bytes.
    package mutating func byteString() throws(DERError) -> ArraySlice<UInt8> {
        let content = try next(Tag.bitString).content
        guard content.first == 0 else { throw .value("a bit string that is no whole number of bytes") }
        return content.dropFirst()
    }

    /// Reads a BIT STRING of named bits, the first in the lowest place; at most 16.
    ///
    /// Trailing zeros, which DER cuts off (X.690 §11.2.2), are let pass: AMD's roots have them.
    package mutating func namedBits() throws(DERError) -> UInt16 {
        let content = try next(Tag.bitString).content
        guard 2...3 ~= content.count, let unused = content.first, unused <= 7, let last = content.last else {
            throw .value("a bit string of another length")
        }
        guard last & ((1 << unused) - 1) == 0 else { throw .value("a bit string with unused bits set") }
        var bits: UInt16 = 0
        for (index, byte) in content.dropFirst().enumerated() {
            for bit in 0..<8 where byte & 0x80 >> UInt8(bit) != 0 { bits |= 1 << UInt16(index * 8 + bit) }
        }
        return bits
    }

    /// Reads UTCTime or GeneralizedTime in the form of RFC 5280 §4.1.2.5 (seconds, `Z`): seconds since 1970.
    ///
    /// GeneralizedTime is also taken for years before 2050, as some stacks write.
    package mutating func time() throws(DERError) -> Int64 {
        let element = try next()
        let short = element.tag == Tag.utcTime
        guard short || element.tag == Tag.generalizedTime else { throw .tag }
        guard let fields = element.content.withUnsafeBufferPointer({ Self.timeFields($0, yearDigits: short ? 2 : 4) }) else {
            throw .value("a time of another form")
        }
        let year = short ? fields.year + (fields.year < 50 ? 2000 : 1900) : fields.year
        guard
            let time = CivilTime.seconds(
                year: year, month: fields.month, day: fields.day, hour: fields.hour, minute: fields.minute, second: fields.second)
        else {
            throw .value("a time that no calendar has")
        }
        return time
    }

    private typealias TimeFields = (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int)

    /// The numbers of a time that ends in `Z`; nil for another length, and for anything else than digits.
    private static func timeFields(_ bytes: UnsafeBufferPointer<UInt8>, yearDigits: Int) -> TimeFields? {
        guard bytes.count == yearDigits + 11, bytes[yearDigits + 10] == UInt8(ascii: "Z") else { return nil }
        for place in 0..<yearDigits + 10 {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[place] else { return nil }
        }
        func pair(_ place: Int) -> Int { Int(bytes[place]) * 10 + Int(bytes[place + 1]) - 11 * Int(UInt8(ascii: "0")) }
        let year = yearDigits == 2 ? pair(0) : pair(0) * 100 + pair(2)
        return (
            year, pair(yearDigits), pair(yearDigits + 2), pair(yearDigits + 4), pair(yearDigits + 6), pair(yearDigits + 8)
        )
    }
}
