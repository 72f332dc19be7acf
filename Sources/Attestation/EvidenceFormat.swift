/// Tells of whose format evidence is, where it comes without its platform's name.
package enum EvidenceFormat {
    /// What software evidence begins with (docs/spec/software-tee.md).
    package static let softwareMagic = Array("CLOISTSW".utf8)

    /// The platform by the first bytes: version and TEE type of a quote, the software TEE's magic, length and version of an SEV-SNP report; nil for others.
    package static func platform(of bytes: [UInt8]) -> Platform? {
        if bytes.starts(with: softwareMagic) { return .softwareTEE }
        guard bytes.count >= 8 else { return nil }
        // Version and algorithm 1. A quote has its key type in the version's upper half.
        if bytes.count == SNPReport.length, 2...5 ~= bytes[0], bytes[1..<4].allSatisfy({ $0 == 0 }), bytes[0x34..<0x38] == [1, 0, 0, 0] {
            return .sevSNP
        }
        switch (bytes[0], bytes[1], Array(bytes[4..<8])) {
        case (3, 0, [0, 0, 0, 0]), (4, 0, [0, 0, 0, 0]), (5, 0, [0, 0, 0, 0]): return .sgx
        case (4, 0, [0x81, 0, 0, 0]), (5, 0, [0x81, 0, 0, 0]): return .tdx
        default: return nil
        }
    }
}
