import Wire

extension EvidenceFormat {
    /// The platform that has a verifier for the format; nil for formats that are only inspected, and for bundles.
    public var platform: Platform? {
        switch self {
        case .softwareTEE: .softwareTEE
        case .sgxQuote3, .sgxQuote4, .sgxQuote5: .sgx
        case .tdxQuote4, .tdxQuote5: .tdx
        case .snpReport: .sevSNP
        case .nitroDocument: .nitro
        case .azureSNP: .azureSNP
        case .azureTDX: .azureTDX
        case .tpmQuote: .tpm
        case .ccaToken, .nvidiaEvidence, .bundle, .unknown: nil
        }
    }

    /// Whose evidence it is, where it is explained and never verified.
    public var inspectedOnly: String? {
        switch self {
        case .ccaToken: "an Arm CCA token"
        case .nvidiaEvidence: "NVIDIA evidence"
        default: nil
        }
    }

    /// The format that the first bytes show. Nothing is parsed beyond that: the format's own parser decides whether it holds.
    public init(recognising bytes: [UInt8]) {
        self =
            Self.intelQuote(bytes) ?? Self.marked(bytes) ?? Self.text(bytes) ?? (Self.isSNP(bytes) ? .snpReport : .unknown)
    }

    /// Version and key type of an Intel quote, and its TEE type.
    private static func intelQuote(_ bytes: [UInt8]) -> EvidenceFormat? {
        guard bytes.count >= 8, bytes[1] == 0, bytes[2] != 0, bytes[3] == 0 else { return nil }
        let isDomain = bytes[4] == 0x81
        return switch bytes[0] {
        case 3: .sgxQuote3
        case 4: isDomain ? .tdxQuote4 : .sgxQuote4
        case 5: isDomain ? .tdxQuote5 : .sgxQuote5
        default: nil
        }
    }

    /// What begins with bytes of its own.
    private static func marked(_ bytes: [UInt8]) -> EvidenceFormat? {
        if bytes.starts(with: softwareMagic) { return .softwareTEE }
        if bytes.starts(with: EndorsementBundle.magic) { return .bundle }
        if bytes.starts(with: [0x84, 0x44, 0xa1, 0x01]) || bytes.starts(with: [0xd2, 0x84, 0x44, 0xa1, 0x01]) { return .nitroDocument }
        if bytes.starts(with: [0xd9, 0x01, 0x8f]) { return .ccaToken }
        if bytes.starts(with: [0x11, 0xe0]) { return .nvidiaEvidence }
        if bytes.starts(with: TPMEvidence.magic) || bytes.starts(with: [0xff, 0x54, 0x43, 0x47]) || bytes.first == 0x0a { return .tpmQuote }
        return nil
    }

    /// AMD's reports have no mark: a version below 256, and the length, give or take.
    private static func isSNP(_ bytes: [UInt8]) -> Bool {
        (700...1_300).contains(bytes.count) && bytes[0] != 0 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] == 0
    }

    /// Evidence as text: the JSON of Azure's, NVIDIA's and TPMs' tools, and NVIDIA's reports in hexadecimal or base64.
    private static func text(_ bytes: [UInt8]) -> EvidenceFormat? {
        let start = bytes.prefix(64).drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
        switch start.first {
        case UInt8(ascii: "["): return .nvidiaEvidence
        case UInt8(ascii: "{"): return json(bytes)
        default: break
        }
        if start.starts(with: Array("11e001".utf8)) || start.starts(with: Array("EeAB".utf8)) { return .nvidiaEvidence }
        return nil
    }

    /// JSON by its members. Of Azure's evidence the paravisor's report says which hardware it is.
    private static func json(_ bytes: [UInt8]) -> EvidenceFormat? {
        guard let root = try? JSONEvidence.root(bytes) else { return nil }
        if root["ak_public"] != nil { return .tpmQuote }
        if root["td_quote"] != nil { return .azureTDX }
        guard root["hcl_report"] != nil || root["report"] != nil || root["message"] != nil else { return nil }
        return (try? AzureEvidence(bytes))?.report.hardware == .tdx ? .azureTDX : .azureSNP
    }
}
