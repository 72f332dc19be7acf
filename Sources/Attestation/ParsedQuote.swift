/// A hardware quote that was read and that nobody vouches for: its signatures have not been verified.
///
/// It can be inspected and compared, never accepted: there is no way from it to an ``AuthenticReport`` or to ``Attested``.
public struct ParsedQuote: Hashable, Sendable {
    package let quote: Quote
    /// What the quote says that names its software: MRENCLAVE, or MRTD.
    public let measurement: Measurement

    /// Reads the quote of SGX or TDX evidence; throws `malformed` for other bytes, and for evidence of another platform.
    public init(_ evidence: Evidence) throws(AttestationError) {
        guard evidence.platform == .sgx || evidence.platform == .tdx else {
            throw AttestationError(.malformed, "evidence of \(evidence.platform) is no quote that can be read without its verifier")
        }
        quote = try Quote(evidence.bytes)
        switch (quote.body, evidence.platform) {
        case (.sgx(let body), .sgx): measurement = try Measurement(platform: .sgx, digest: body.enclaveMeasurement)
        case (.tdx(let body), .tdx): measurement = try Measurement(platform: .tdx, digest: body.domainMeasurement)
        default: throw Quote.malformed("it is of another TEE than \(evidence.platform)")
        }
    }

    /// Whether the quote says that the node can be debugged.
    public var isDebug: Bool {
        switch quote.body {
        case .sgx(let body): body.attributes.isDebug
        case .tdx(let body): body.isDebug
        }
    }

    /// The 64 bytes that the quote carries for its caller.
    public var reportData: ReportData { quote.body.reportData }

    var binding: EvidenceBinding { .reportData(reportData) }

    /// Whether two quotes say the same of one node but for the report data.
    public func isOfSameNode(as other: ParsedQuote) -> Bool {
        switch (quote.body, other.quote.body) {
        case (.sgx(let one), .sgx(let two)): one.isSameEnclave(as: two)
        case (.tdx(let one), .tdx(let two)): one.isSameDomain(as: two)
        default: false
        }
    }
}
