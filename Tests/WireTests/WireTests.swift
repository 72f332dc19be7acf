import Testing
import Wire

@Suite struct WireTests {
    private struct Sample: WireCodable, Equatable {
        var flag: Bool
        var small: UInt16
        var large: UInt64
        var name: String
        var note: [UInt8]?
        var list: [UInt32]

        init(flag: Bool, small: UInt16, large: UInt64, name: String, note: [UInt8]?, list: [UInt32]) {
            (self.flag, self.small, self.large, self.name, self.note, self.list) = (flag, small, large, name, note, list)
        }

        func encode(into writer: inout ByteWriter) {
            writer.bool(flag)
            writer.u16(small)
            writer.u64(large)
            writer.string(name)
            writer.optional(note) { $0.variable($1) }
            writer.array(list) { $0.u32($1) }
        }

        init(from reader: inout ByteReader) throws(WireError) {
            flag = try reader.bool()
            small = try reader.u16()
            large = try reader.u64()
            name = try reader.string(atMost: 16)
            note = try reader.optional { reader throws(WireError) in try reader.variable(atMost: 8) }
            list = try reader.array(atMost: 4) { reader throws(WireError) in try reader.u32() }
        }
    }

    private let sample = Sample(flag: true, small: 0x0102, large: .max, name: "Zürich", note: [1, 2], list: [7, 8])

    @Test func `A value survives its encoding`() throws {
        #expect(try Sample(wireBytes: sample.wireBytes) == sample)
    }

    @Test func `Integers are big-endian and variable fields carry their length`() {
        var writer = ByteWriter()
        writer.u32(0x0102_0304)
        writer.string("ab")
        #expect(writer.bytes == [1, 2, 3, 4, 0, 0, 0, 2, 0x61, 0x62])
    }

    @Test func `[2] Every truncation and any extension is refused`() {
        let bytes = sample.wireBytes
        for length in 0..<bytes.count {
            #expect(throws: WireError.self) { try Sample(wireBytes: Array(bytes.prefix(length))) }
        }
        #expect(throws: WireError.trailingBytes(1)) { try Sample(wireBytes: bytes + [0]) }
    }

    @Test func `[102] A flipped byte anywhere is refused or read as another value, never a trap`() {
        let bytes = sample.wireBytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                if let value = try? Sample(wireBytes: changed) { #expect(value != sample) }
            }
        }
    }

    @Test func `[100] A claimed length beyond the limit is refused before anything is allocated`() {
        var reader = ByteReader([0xff, 0xff, 0xff, 0xff])
        #expect(throws: WireError.tooLong(limit: 10)) { try reader.variable(atMost: 10) }
        var short = ByteReader([0, 0, 0, 9, 1])
        #expect(throws: WireError.truncated) { try short.variable(atMost: 10) }
    }

    @Test func `Hexadecimal is read back, and nothing else is`() {
        #expect([UInt8](hex: "00fFa1") == [0, 255, 161])
        #expect([UInt8]([0, 255, 161]).hex == "00ffa1")
        #expect([UInt8](hex: "0") == nil)
        #expect([UInt8](hex: "0g") == nil)
    }
}
