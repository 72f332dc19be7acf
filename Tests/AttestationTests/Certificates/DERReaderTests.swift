import Testing

@testable import Attestation

@Suite struct DERReaderTests {
    private func read<Value>(_ bytes: [UInt8], _ body: (inout DERReader) throws(DERError) -> Value) -> Value? {
        var reader = DERReader(bytes)
        do throws(DERError) {
            let value = try body(&reader)
            try reader.finish()
            return value
        } catch { return nil }
    }

    @Test(
        arguments: [
            [], [0x30], [0x30, 0x01], [0x30, 0x80, 0, 0], [0x30, 0x81, 0x01, 0], [0x30, 0x81, 0x7f], [0x30, 0x82, 0x00, 0x80],
            [0x30, 0x85, 0, 0, 0, 0, 1],
            [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], [0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x30, 0xff],
            [0x1f, 0x81, 0x01, 0x00], [0x30, 0, 0],
        ] as [[UInt8]])
    func `[102] Lengths and tags out of form are refused`(bytes: [UInt8]) {
        #expect(read(bytes) { reader throws(DERError) in try reader.next() } == nil)
    }

    @Test func `Lengths of every size are read`() {
        for count in [0, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000] {
            let bytes = MadeDER.element(0x04, [UInt8](repeating: 1, count: count))
            #expect(read(bytes) { reader throws(DERError) in try reader.octetString() }?.count == count)
        }
    }

    @Test func `Integers, Booleans and bit strings have one form`() {
        func integer(_ content: [UInt8]) -> [UInt8]? {
            read(MadeDER.integer(content)) { reader throws(DERError) in Array(try reader.integer()) }
        }
        func small(_ content: [UInt8]) -> Int? { read(MadeDER.integer(content)) { reader throws(DERError) in try reader.smallInteger() } }
        #expect(integer([0]) == [0] && integer([0x80]) == [0x80] && integer([0, 0x80]) == [0, 0x80])
        for content in [[], [0, 1], [0xff, 0x80]] as [[UInt8]] { #expect(integer(content) == nil) }
        #expect(small([0]) == 0 && small([0, 0xdb]) == 0xdb && small([0x7f, 0xff, 0xff, 0xff]) == 0x7fff_ffff)
        for content in [[0x80], [0, 0x80, 0, 0, 0], [1, 0, 0, 0, 0], Samples.bytes(0x7f, 40)] { #expect(small(content) == nil) }
        for (byte, value) in [(0x00, false), (0xff, true), (0x01, nil)] as [(UInt8, Bool?)] {
            #expect(read([1, 1, byte]) { reader throws(DERError) in try reader.boolean() } == value)
        }
        #expect(read([1, 2, 0xff, 0xff]) { reader throws(DERError) in try reader.boolean() } == nil)
        #expect(read([5, 1, 0]) { reader throws(DERError) in try reader.null() } == nil)
        func bits(_ content: [UInt8]) -> UInt16? { read(MadeDER.element(3, content)) { reader throws(DERError) in try reader.namedBits() } }
        #expect(bits([7, 0x80]) == 1 && bits([0, 0x06]) == 0b110_0000 && bits([7, 0x00, 0x80]) == 0x100 && bits([0, 0]) == 0)
        for content in [[], [0], [8, 0], [1, 1], [0, 1, 2, 3]] as [[UInt8]] { #expect(bits(content) == nil) }
        #expect(read(MadeDER.element(3, [1, 2])) { reader throws(DERError) in try reader.byteString() } == nil)
        #expect(read(MadeDER.element(3, [])) { reader throws(DERError) in try reader.byteString() } == nil)
    }

    @Test func `Object identifiers are compared as they are written`() throws {
        let identifier: OID = [1, 2, 840, 113741, 1, 13, 1]
        #expect(
            identifier.bytes == [0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01] && identifier.description == "1.2.840.113741.1.13.1")
        #expect(
            OID(arrayLiteral: 2, 999, 3).description == "2.999.3"
                && OID(arrayLiteral: 0, 6, 9).description == "0.6.9")
        for content in [[], [0x80, 1], [0x2a, 0x80, 1], [0x81], [0x2a] + Samples.bytes(0xff, 9) + [1], Samples.bytes(1, 65)] as [[UInt8]] {
            #expect(throws: DERError.self) { try OID(content: content[...]) }
        }
    }

    @Test(
        arguments: [
            ("250704101631Z", 0x17, 1_751_624_191), ("20250704101631Z", 0x18, 1_751_624_191), ("491231235959Z", 0x17, 2_524_607_999),
            ("500101000000Z", 0x17, -631_152_000), ("20491231235959Z", 0x18, 2_524_607_999), ("250230000000Z", 0x17, nil),
            ("2507041016Z", 0x17, nil),
            ("250704101631+0000", 0x17, nil), ("20250704101631.5Z", 0x18, nil), ("250704101661Z", 0x17, nil), ("2507041016-1Z", 0x17, nil),
            ("", 0x17, nil),
            ("250704101631Z", 0x18, nil), ("20250704101631Z", 0x17, nil), ("250704101631Z", 0x0c, nil),
        ] as [(String, UInt8, Int64?)])
    func `Times are read in the one form of certificates`(text: String, tag: UInt8, seconds: Int64?) {
        #expect(read(MadeDER.text(text, tag: tag)) { reader throws(DERError) in try reader.time() } == seconds)
    }

    @Test func `[100] Deep nesting costs nothing and traps nothing`() {
        var bytes: [UInt8] = []
        for _ in 0..<2000 { bytes = MadeDER.element(0x30, bytes) }
        #expect(throws: AttestationError.self) { try X509Certificate(der: bytes) }
        #expect(throws: AttestationError.self) { try X509RevocationList(der: bytes) }
    }
}
