import Wire

/// A UEFI program in PE/COFF, as far as its measurement needs it (Microsoft PE format; Windows Authenticode PE signature format, "Calculating the PE Image Hash").
package struct PEImage {
    private static let maximumSections = 96

    /// What is hashed, in order: all but the checksum, the certificate table's entry, and the table itself.
    package let measuredRanges: [Range<Int>]

    /// Finds the ranges; throws `malformed` for bytes that are no such image.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        do throws(WireError) { measuredRanges = try Self.ranges(bytes) } catch {
            throw AttestationError(refusing: .malformed, "the kernel is no UEFI program: \(error)")
        }
    }

    private static func ranges(_ bytes: [UInt8]) throws(WireError) -> [Range<Int>] {
        func reader(at offset: Int) throws(WireError) -> ByteReader {
            guard 0...bytes.count ~= offset else { throw .truncated }
            return ByteReader(bytes[offset...])
        }
        var start = try reader(at: 0x3c)
        let header = Int(try start.littleEndian(UInt32.self))
        var file = try reader(at: header)
        guard try file.fixed(4) == [0x50, 0x45, 0, 0] else { throw .invalid("no PE signature") }
        _ = try file.fixed(2)
        let sections = Int(try file.littleEndian(UInt16.self))
        guard sections <= maximumSections else { throw .tooLong(limit: maximumSections) }
        _ = try file.fixed(12)
        let optionalLength = Int(try file.littleEndian(UInt16.self))
        let optional = header + 24
        var fields = try reader(at: optional)
        let isLong: Bool
        switch try fields.littleEndian(UInt16.self) {
        case 0x10b: isLong = false
        case 0x20b: isLong = true
        default: throw .invalid("another kind of image")
        }
        var sizes = try reader(at: optional + 60)
        let headersLength = Int(try sizes.littleEndian(UInt32.self))
        let checksum = optional + 64
        let entry = optional + (isLong ? 112 : 96) + 4 * 8
        var directory = try reader(at: entry)
        _ = try directory.fixed(4)
        let certificates = Int(try directory.littleEndian(UInt32.self))
        guard optional + optionalLength >= entry + 8, headersLength >= entry + 8, headersLength <= bytes.count,
            certificates <= bytes.count - headersLength
        else { throw .invalid("headers that contradict one another") }
        var ranges = [0..<checksum, checksum + 4..<entry, entry + 8..<headersLength]
        var table = try reader(at: optional + optionalLength)
        var contents: [Range<Int>] = []
        for _ in 0..<sections {
            _ = try table.fixed(16)
            let length = Int(try table.littleEndian(UInt32.self))
            let place = Int(try table.littleEndian(UInt32.self))
            _ = try table.fixed(16)
            guard length > 0 else { continue }
            guard place <= bytes.count, length <= bytes.count - place else { throw .truncated }
            contents.append(place..<place + length)
        }
        contents.sort { $0.lowerBound < $1.lowerBound }
        ranges += contents
        let hashed = headersLength + contents.reduce(0) { $0 + $1.count }
        let end = bytes.count - certificates
        if hashed < end { ranges.append(hashed..<end) }
        return ranges
    }
}
