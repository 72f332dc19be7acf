/// Tells of whose format evidence is, where it comes without its platform's name.
package enum EvidenceFormat {
    /// What software evidence begins with (docs/spec/software-tee.md).
    package static let softwareMagic = Array("CLOISTSW".utf8)

    /// The platform by the first bytes: version and TEE type of a quote, or the software TEE's magic; nil for others.
    package static func platform(of bytes: [UInt8]) -> Platform? {
        if bytes.starts(with: softwareMagic) { return .softwareTEE }
        guard bytes.count >= 8 else { return nil }
        switch (bytes[0], bytes[1], Array(bytes[4..<8])) {
        case (3, 0, [0, 0, 0, 0]), (4, 0, [0, 0, 0, 0]), (5, 0, [0, 0, 0, 0]): return .sgx
        case (4, 0, [0x81, 0, 0, 0]), (5, 0, [0x81, 0, 0, 0]): return .tdx
        default: return nil
        }
    }
}
