import Wire

extension AzureEvidence {
    /// Puts a quote that came without the report that names its key together with that report, and with the trust domain's quote if it is there.
    ///
    /// The parts are among the files beside the quote; what is none of them is left in `files`. Anything but such a quote is given back as it is.
    static func joined(_ quote: [UInt8], with files: inout [[UInt8]]) -> [UInt8] {
        guard let root = try? JSONEvidence.root(quote), root["message"] != nil, root["pcrs"] != nil, root["ak_public"] == nil,
            let report = files.firstIndex(where: { $0.starts(with: HCLReport.magic) && $0.count <= HCLReport.maximumLength })
        else { return quote }
        var text = Array(#"{"version":1,"tpm_quote":"#.utf8) + quote + member("hcl_report", files.remove(at: report))
        if let domain = files.firstIndex(where: { isDomainQuote($0) }) {
            text += member("td_quote", files.remove(at: domain))
        }
        return text + Array("}".utf8)
    }

    private static func isDomainQuote(_ file: [UInt8]) -> Bool {
        file.count <= Evidence.maximumLength && EvidenceFormat(recognising: file).platform == .tdx
    }

    /// A member in base64 of the URL alphabet, without padding.
    private static func member(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        var text = Array(",\"\(name)\":\"".utf8)
        for character in Base64.encode(bytes).utf8 {
            switch character {
            case UInt8(ascii: "+"): text.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): text.append(UInt8(ascii: "_"))
            case UInt8(ascii: "="): continue
            default: text.append(character)
            }
        }
        return text + [UInt8(ascii: "\"")]
    }
}
