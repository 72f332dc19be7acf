import Attestation

/// Quotes made up field by field, with signatures of nobody.
enum QuoteSample {
    static let reportData = (0..<64).map { UInt8($0) ^ 0x5a }

    static func sgx(flags: UInt8 = 0b101, measurement: UInt8 = 0x11, _ change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
        var bytes = header(version: 3, tee: 0) + enclave(flags: flags, measurement: measurement, reportData: reportData)
        bytes += signatureData(version: 3)
        change(&bytes)
        return bytes
    }

    /// A quote of version 4, or of version 5 with a body of this length and kind.
    static func tdx(
        attributes: UInt8 = 0, measurement: UInt8 = 0x22, version: UInt8 = 4, kind: UInt8 = 2, length: Int = 584,
        _ change: (inout [UInt8]) -> Void = { _ in }
    ) -> [UInt8] {
        var body = Samples.bytes(0, 584) + (584..<max(584, length)).map { UInt8(truncatingIfNeeded: $0) }
        body[0] = 7
        body[120] = attributes
        body[123] = 0x10
        for index in 136..<184 { body[index] = measurement }
        for index in 328..<520 { body[index] = UInt8(0xb0 + (index - 328) / 48) }
        body.replaceSubrange(520..<584, with: reportData)
        let announced: [UInt8] = version == 5 ? [kind, 0] + little(UInt32(length)) : []
        var bytes = header(version: version, tee: 0x81) + announced + body.prefix(length) + signatureData(version: version)
        change(&bytes)
        return bytes
    }

    /// A quote of version 4 or 5 of an enclave.
    static func sgx(version: UInt8, _ change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
        let announced: [UInt8] = version == 5 ? [1, 0] + little(384) : []
        let body = enclave(flags: 0b101, measurement: 0x11, reportData: reportData)
        var bytes = header(version: version, tee: 0) + announced + body + signatureData(version: version)
        change(&bytes)
        return bytes
    }

    private static func signatureData(version: UInt8) -> [UInt8] {
        let certification: [UInt8] = [5, 0] + little(27) + Array("-----BEGIN CERTIFICATE-----".utf8)
        let inner =
            enclave(flags: 0b10101, measurement: 0x33, reportData: Samples.bytes(0x44, 64)) + Samples.bytes(0xa3, 64) + [32, 0]
            + Samples.bytes(0xa4, 32) + certification
        let wrapped = version == 3 ? inner : [6, 0] + little(UInt32(inner.count)) + inner
        let data = Samples.bytes(0xa1, 64) + Samples.bytes(0xa2, 64) + wrapped
        return little(UInt32(data.count)) + data
    }

    private static func header(version: UInt8, tee: UInt8) -> [UInt8] {
        let versions: [UInt8] = version == 3 ? [9, 0, 13, 0] : [0, 0, 0, 0]
        let vendor: [UInt8] = [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07]
        return [version, 0, 2, 0, tee, 0, 0, 0] + versions + vendor + Samples.bytes(0xc0, 20)
    }

    private static func enclave(flags: UInt8, measurement: UInt8, reportData: [UInt8]) -> [UInt8] {
        var body = Samples.bytes(0, 384)
        for index in 0..<16 { body[index] = UInt8(index + 1) }
        body.replaceSubrange(16..<20, with: little(0x0102_0304))
        for index in 32..<48 { body[index] = 0xe1 }
        body[48] = flags
        body[56] = 0xe7
        for index in 64..<96 { body[index] = measurement }
        for index in 128..<160 { body[index] = 0x55 }
        for index in 192..<256 { body[index] = 0xe2 }
        body.replaceSubrange(256..<262, with: [0x34, 0x12, 0x78, 0x56, 0xbc, 0x9a])
        for index in 304..<320 { body[index] = 0xe3 }
        body.replaceSubrange(320..<384, with: reportData)
        return body
    }

    private static func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
}
