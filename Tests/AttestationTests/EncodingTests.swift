import Attestation
import Testing
import Wire

@Suite struct EncodingTests {
    /// Every cut and extension is refused, and every change of a byte is refused or gives another value that encodes as those bytes.
    private func check<Value: WireCodable & Equatable>(_ value: Value) throws {
        let bytes = value.wireBytes
        #expect(try Value(wireBytes: bytes) == value)
        for length in bytes.indices { #expect(throws: WireError.self) { try Value(wireBytes: Array(bytes.prefix(length))) } }
        #expect(throws: WireError.trailingBytes(1)) { try Value(wireBytes: bytes + [0]) }
        for index in bytes.indices {
            for flip in [1, 0x80, 0xff] as [UInt8] {
                var changed = bytes
                changed[index] ^= flip
                guard let other = try? Value(wireBytes: changed) else { continue }
                #expect(other != value && other.wireBytes == changed)
            }
        }
    }

    @Test func `[1][2] Evidence, measurements, hardware ids, report data and roles survive any cut and change`() throws {
        try check(Evidence(platform: .softwareTEE, bytes: Samples.bytes(7, 40)))
        try check(Measurement(platform: .sevSNP, digest: Samples.bytes(7, 48)))
        try check(Measurement(platform: .softwareTEE, digest: Samples.bytes(7, 32)))
        try check(HardwareID(platform: .softwareTEE, bytes: Samples.bytes(7, 16)))
        try check(Samples.reportData())
        try check(NodeRole.executor)
        try check(Platform.azureTDX)
    }

    @Test func `Evidence has a limit in memory and on the wire`() throws {
        #expect(throws: Never.self) { try Evidence(platform: .tdx, bytes: Samples.bytes(0, 65_536)) }
        #expect(throws: AttestationError(.tooLarge, "")) { try Evidence(platform: .tdx, bytes: Samples.bytes(0, 65_537)) }
        var writer = ByteWriter()
        writer.value(Platform.tdx)
        writer.variable(Samples.bytes(0, 65_537))
        #expect(throws: WireError.tooLong(limit: 65_536)) { try Evidence(wireBytes: writer.bytes) }
    }

    @Test(arguments: [0, 20, 31, 49, 64])
    func `Measurements of another length cannot be made`(count: Int) {
        #expect(throws: AttestationError(.malformed, "")) { try Measurement(platform: .tdx, digest: Samples.bytes(1, count)) }
    }

    @Test func `A measurement is read from its own text, and from no other`() throws {
        let measurement = try Measurement(platform: .sevSNP, digest: Samples.bytes(0xab, 48))
        #expect(measurement.description == "sev-snp:" + String(repeating: "ab", count: 48))
        #expect(Measurement(measurement.description) == measurement)
        let digest = String(repeating: "ab", count: 32)
        for text in [
            "", ":", digest, "sev-snp:", "sev-snp:ab", "SEV-SNP:\(digest)", "platform-9:\(digest)", "tdx:\(digest):", "tdx:\(digest)\n",
            " tdx:\(digest)", "tdx:\(digest.uppercased())", "tdx:\(digest.dropLast())", "tdx:" + String(repeating: "a", count: 1 << 20),
        ] {
            #expect(Measurement(text) == nil)
        }
        let machine = try HardwareID(platform: .softwareTEE, bytes: Samples.bytes(1, 16))
        #expect(HardwareID(machine.description) == machine)
        #expect(HardwareID("software-tee:0101") == nil)
    }

    @Test func `[19] Report data depend on label and transcript without ambiguity, and end with zeros`() {
        let binding = ReportData.binding("session", Samples.bytes(1, 32))
        #expect(binding.bytes.suffix(32) == Samples.bytes(0, 32)[...] && binding.bytes.prefix(32) != Samples.bytes(0, 32)[...])
        #expect(binding == ReportData.binding("session", Samples.bytes(1, 32)))
        let others = [
            ReportData.binding("session", Samples.bytes(2, 32)), .binding("sessio", [UInt8(ascii: "n")] + Samples.bytes(1, 32)),
            .binding("", Array("session".utf8) + Samples.bytes(1, 32)), .binding("session", Samples.bytes(1, 31)),
        ]
        #expect(Set(others + [binding]).count == 5)
    }

    @Test func `The digest of evidence covers platform and bytes`() throws {
        let digests = try [(Platform.tdx, 1), (.sgx, 1), (.tdx, 2)].map { try Evidence(platform: $0, bytes: Samples.bytes(0, $1)).digest }
        #expect(Set(digests).count == 3 && digests.allSatisfy { $0.count == 32 })
    }
}
