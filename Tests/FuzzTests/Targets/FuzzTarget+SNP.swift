import Attestation

extension FuzzTarget {
    /// An SEV-SNP report: inspected, and never authentic without endorsements.
    static let reportSNP = FuzzTarget("report-snp", longest: 1200) { bytes in
        guard let evidence = try? Evidence(platform: .sevSNP, bytes: bytes), let quote = try? ParsedQuote(evidence) else { return }
        precondition(quote.isOfSameNode(as: quote), "a report is not of its own guest")
        precondition((try? SNPVerifier().authenticate(evidence, at: 0)) == nil, "a report without a key is authentic")
    }

    /// A guest's firmware, and what it would be measured as.
    static let firmware = FuzzTarget("firmware", longest: 4096) { bytes in
        let page = [UInt8](repeating: 0, count: max(0, 4096 - bytes.count)) + bytes.suffix(4096)
        guard let firmware = try? GuestFirmware(page) else { return }
        precondition(firmware.bytes == page, "other bytes than the image's")
    }
}
