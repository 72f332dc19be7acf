import Wire

extension AzureEvidence {
    /// Puts a quote that came without the report that names its key together with that report, and with the trust domain's quote if it is there.
    ///
    /// The parts are among the files beside the quote; what is none of them is left in `files`. Anything but such a quote is given back as it is.
    static func joined(_ quote: [UInt8], with files: inout [[UInt8]]) -> [UInt8] {
        guard let root = try? JSONEvidence.root(quote), root["message"] != nil, root["pcrs"] != nil, root["ak_public"] == nil,
            let report = files.firstIndex(where: { $0.starts(with: HCLReport.magic) })
        else { return quote }
        var text = Array(#"{"version":1,"tpm_quote":"#.utf8) + quote + member("hcl_report", files.remove(at: report))
        if let domain = files.firstIndex(where: { EvidenceFormat(recognising: $0).platform == .tdx }) {
            text += member("td_quote", files.remove(at: domain))
        }
        return text + Array("}".utf8)
    }

    private static func member(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        let text = Base64.encode(bytes).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" }
        return Array(",\"\(name)\":\"\(String(text))\"".utf8)
    }
}
