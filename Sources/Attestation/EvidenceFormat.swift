/// Tells of whose format evidence is, where it comes without its platform's name.
public enum EvidenceFormat: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case softwareTEE = "software-tee"
    case sgxQuote3 = "sgx-quote-v3"
    case sgxQuote4 = "sgx-quote-v4"
    case sgxQuote5 = "sgx-quote-v5"
    case tdxQuote4 = "tdx-quote-v4"
    case tdxQuote5 = "tdx-quote-v5"
    case snpReport = "snp-report"
    case nitroDocument = "nitro-document"
    case azureSNP = "azure-snp"
    case azureTDX = "azure-tdx"
    case tpmQuote = "tpm-quote"
    case ccaToken = "cca-token"
    case nvidiaEvidence = "nvidia-evidence"
    /// Evidence with its endorsements (docs/spec/endorsements.md).
    case bundle = "cloister-bundle"
    case unknown

    /// The name in results.
    public var description: String { rawValue }

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
