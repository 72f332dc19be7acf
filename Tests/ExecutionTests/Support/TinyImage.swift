/// PNG images of one colour, written chunk by chunk with an uncompressed stream.
enum TinyImage {
    /// 16 × 12, all of one green.
    static let green = png(width: 16, height: 12, red: 10, green: 200, blue: 30)

    /// An image of 8-bit red, green and blue, at most 65,535 bytes of pixels.
    static func png(width: Int, height: Int, red: UInt8, green: UInt8, blue: UInt8) -> [UInt8] {
        let row: [UInt8] = [0] + Array(repeatElement([red, green, blue], count: width).joined())
        return png(width: width, height: height, rows: Array(repeatElement(row, count: height).joined()))
    }

    /// An image that claims a size, with these filtered rows.
    static func png(width: Int, height: Int, rows: [UInt8]) -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: rows.count)
        var stream: [UInt8] = [0x78, 0x01, 0x01, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)]
        stream += rows + adler(rows).bigEndianBytes
        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
            + chunk("IHDR", UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes + [8, 2, 0, 0, 0])
            + chunk("IDAT", stream) + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return UInt32(content.count).bigEndianBytes + body + crc(body).bigEndianBytes
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = .max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
        }
        return ~value
    }

    private static func adler(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }
}

extension UInt32 {
    fileprivate var bigEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
}
