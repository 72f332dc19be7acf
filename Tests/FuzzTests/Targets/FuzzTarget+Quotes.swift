import Attestation

extension FuzzTarget {
    /// A quote of SGX, version 3.
    static let quoteSGX = FuzzTarget("quote-sgx", longest: 8192) { inspect($0, .sgx) }

    /// A quote of TDX, version 4.
    static let quoteTDX = FuzzTarget("quote-tdx", longest: 8192) { inspect($0, .tdx) }

    /// Parses and appraises: whatever the quote says, nobody verified it, and so nothing attests it.
    private static func inspect(_ bytes: [UInt8], _ platform: Platform) {
        guard let evidence = try? Evidence(platform: platform, bytes: bytes), let quote = try? ParsedQuote(evidence) else { return }
        let policy = AppraisalPolicy(accepting: [.unsafeAllowDebug]) {
            MeasurementIsAccepted(control: [quote.measurement], executor: [quote.measurement])
        }
        let appraisal = Appraiser(verifiers: [], policy: policy).appraise(evidence, reportData: quote.reportData, role: .control, at: 0)
        precondition(appraisal.attested == nil, "a quote that nobody verified was attested")
        precondition(quote.isOfSameNode(as: quote), "a quote is not of its own node")
    }
}
