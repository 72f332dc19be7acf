/// A hardware quote that was read and that nobody vouches for: its signatures have not been verified.
///
/// It can be inspected and compared, never accepted: there is no way from it to an ``AuthenticReport`` or to ``Attested``.
public struct ParsedQuote: Hashable, Sendable {
<<<<<<< HEAD
    package let quote: Quote
    /// What the quote says that names its software: MRENCLAVE, or MRTD.
=======
    package enum Kind: Hashable, Sendable {
        case sgx(SGXQuote)
        case tdx(TDXQuote)
        case snp(SNPReport)
    }

    package let kind: Kind
    /// What the quote says that names its software: MRENCLAVE, MRTD, or the launch digest.
>>>>>>> dba3cfecc537dbac8c149f1ada35f17ee13ec70c
    public let measurement: Measurement

    /// Reads the quote of SGX or TDX evidence or the report of SEV-SNP; throws `malformed` for other bytes, and for evidence of another platform.
    public init(_ evidence: Evidence) throws(AttestationError) {
<<<<<<< HEAD
        guard evidence.platform == .sgx || evidence.platform == .tdx else {
            throw AttestationError(.malformed, "evidence of \(evidence.platform) is no quote that can be read without its verifier")
        }
        quote = try Quote(evidence.bytes)
        switch (quote.body, evidence.platform) {
        case (.sgx(let body), .sgx): measurement = try Measurement(platform: .sgx, digest: body.enclaveMeasurement)
        case (.tdx(let body), .tdx): measurement = try Measurement(platform: .tdx, digest: body.domainMeasurement)
        default: throw Quote.malformed("it is of another TEE than \(evidence.platform)")
=======
        switch evidence.platform {
        case .sgx:
            let quote = try SGXQuote(evidence.bytes)
            kind = .sgx(quote)
            measurement = try Measurement(platform: .sgx, digest: quote.body.enclaveMeasurement)
        case .tdx:
            let quote = try TDXQuote(evidence.bytes)
            kind = .tdx(quote)
            measurement = try Measurement(platform: .tdx, digest: quote.body.domainMeasurement)
        case .sevSNP:
            let report = try SNPReport(evidence.bytes)
            kind = .snp(report)
            measurement = try Measurement(platform: .sevSNP, digest: report.measurement)
        default: throw AttestationError(.malformed, "evidence of \(evidence.platform) is no quote that can be read without its verifier")
>>>>>>> dba3cfecc537dbac8c149f1ada35f17ee13ec70c
        }
    }

    /// Whether the quote says that the node can be debugged.
    public var isDebug: Bool {
<<<<<<< HEAD
        switch quote.body {
        case .sgx(let body): body.attributes.isDebug
        case .tdx(let body): body.isDebug
=======
        switch kind {
        case .sgx(let quote): quote.body.attributes.isDebug
        case .tdx(let quote): quote.body.isDebug
        case .snp(let report): report.policy.allowsDebug
>>>>>>> dba3cfecc537dbac8c149f1ada35f17ee13ec70c
        }
    }

    /// The 64 bytes that the quote carries for its caller.
<<<<<<< HEAD
    public var reportData: ReportData { quote.body.reportData }

    /// Whether two quotes say the same of one node but for the report data.
    public func isOfSameNode(as other: ParsedQuote) -> Bool {
        switch (quote.body, other.quote.body) {
        case (.sgx(let one), .sgx(let two)): one.isSameEnclave(as: two)
        case (.tdx(let one), .tdx(let two)): one.isSameDomain(as: two)
=======
    public var reportData: ReportData {
        switch kind {
        case .sgx(let quote): quote.body.reportData
        case .tdx(let quote): quote.body.reportData
        case .snp(let report): report.reportData
        }
    }

    /// Whether two quotes say the same of one node but for the report data.
    public func isOfSameNode(as other: ParsedQuote) -> Bool {
        switch (kind, other.kind) {
        case (.sgx(let one), .sgx(let two)): one.body.isSameEnclave(as: two.body)
        case (.tdx(let one), .tdx(let two)): one.body.isSameDomain(as: two.body)
        case (.snp(let one), .snp(let two)): one.isSameGuest(as: two)
>>>>>>> dba3cfecc537dbac8c149f1ada35f17ee13ec70c
        default: false
        }
    }
}
