import Testing

@testable import Attestation

/// A UEFI program made up field by field, and what of it is measured.
@Suite struct PEImageTests {
    struct Program {
        var isLong = true
        var magic: UInt16?
        var sections: [(length: Int, place: Int)] = [(16, 0x210), (8, 0x200), (0, 0xffff_ffff)]
        var sectionCount: Int?
        var headersLength = 0x200
        var certificates = 4
        var optionalLength: Int?
        var headerOffset = 0x40
        var signature: [UInt8] = [0x50, 0x45, 0, 0]
        var length = 0x230

        static func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

        var bytes: [UInt8] {
            // The byte at an offset says which it is, where nothing else is written.
            var bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            func write(_ value: [UInt8], at offset: Int) { for (index, byte) in value.enumerated() { bytes[offset + index] = byte } }
            let optional = 0x40 + 24
            let entry = optional + (isLong ? 112 : 96) + 32
            write(Self.little(headerOffset, 4), at: 0x3c)
            write(signature, at: 0x40)
            write(Self.little(sectionCount ?? sections.count, 2), at: 0x40 + 6)
            write(Self.little(optionalLength ?? (entry + 8 - optional), 2), at: 0x40 + 20)
            write(Self.little(Int(magic ?? (isLong ? 0x20b : 0x10b)), 2), at: optional)
            write(Self.little(headersLength, 4), at: optional + 60)
            write(Self.little(0x7fff_0000, 4) + Self.little(certificates, 4), at: entry)
            var table = entry + 8
            for section in sections {
                write(Self.little(section.length, 4) + Self.little(section.place, 4), at: table + 16)
                table += 40
            }
            return bytes
        }
    }

    private func refusal(_ change: (inout Program) -> Void) throws -> EvidenceRefusal? {
        var program = Program()
        change(&program)
        return try AttestationTests.refusal { try PEImage(program.bytes) }
    }

    @Test(arguments: [true, false])
    func `[4] All is measured but checksum, the certificates' entry and the certificates, sections by their place`(isLong: Bool) throws {
        var program = Program()
        program.isLong = isLong
        let optional = 0x58
        let entry = optional + (isLong ? 144 : 128)
        let image = try PEImage(program.bytes)
        #expect(
            image.measuredRanges == [
                0..<optional + 64, optional + 68..<entry, entry + 8..<0x200, 0x200..<0x208, 0x210..<0x220, 0x218..<0x22c,
            ])
    }

    @Test func `[4] Nothing follows the sections where they and the certificates are all`() throws {
        var program = Program()
        program.sections = [(0x2c, 0x200)]
        #expect(try PEImage(program.bytes).measuredRanges.last == 0x200..<0x22c)
        program.sections = []
        #expect(try PEImage(program.bytes).measuredRanges.last == 0x200..<0x22c)
    }

    @Test func `[4] Register 4 is extended with the digest of what is measured`() throws {
        let program = Program().bytes
        let digest = TPMHash.sha256.digest(try PEImage(program).measuredRanges.flatMap { program[$0] })
        for start in [RegisterPrediction.Start.bootOption, .handedOver] {
            var (one, two) = (RegisterPrediction(), RegisterPrediction())
            try one.boot(program, start)
            two.boot(digest: digest, start)
            #expect(one.value(of: 4) == two.value(of: 4) && one != RegisterPrediction())
        }
        var checksum = program
        checksum[0x58 + 64] ^= 1
        var (one, two) = (RegisterPrediction(), RegisterPrediction())
        try one.boot(program)
        try two.boot(checksum)
        #expect(one == two, "the checksum is not measured")
        checksum[0x205] ^= 1
        try two.boot(checksum)
        #expect(one != two)
        #expect(try AttestationTests.refusal { try one.boot([]) } == .malformed)
    }

    @Test func `[102] Headers that lie are refused`() throws {
        #expect(try refusal { _ in } == nil)
        #expect(try refusal { $0.signature = [0x50, 0x45, 0, 1] } == .malformed)
        #expect(try refusal { $0.magic = 0x107 } == .malformed)
        #expect(try refusal { $0.sectionCount = 97 } == .malformed)
        #expect(try refusal { $0.headerOffset = 0xffff_ffff } == .malformed)
        #expect(try refusal { $0.headerOffset = 0x22f } == .malformed)
        #expect(try refusal { $0.headersLength = 0x231 } == .malformed)
        #expect(try refusal { $0.headersLength = 0xef } == .malformed)
        #expect(try refusal { $0.certificates = 0x31 } == .malformed)
        #expect(try refusal { $0.certificates = 0xffff_ffff } == .malformed)
        #expect(try refusal { $0.optionalLength = 151 } == .malformed)
        #expect(try refusal { $0.optionalLength = 0x200 } == .malformed)
        #expect(try refusal { $0.sections = [(1, 0x230)] } == .malformed)
        #expect(try refusal { $0.sections = [(1, 0x231)] } == .malformed)
        #expect(try refusal { $0.sections = [(0xffff_ffff, 0)] } == .malformed)
    }

    @Test func `[2] A program cut at any length is refused, or has nothing beyond its end measured`() throws {
        let program = Program().bytes
        for length in program.indices {
            guard let image = try? PEImage(Array(program.prefix(length))) else { continue }
            #expect(length >= 0x220 && image.measuredRanges.allSatisfy { $0.upperBound <= length })
        }
    }
}
