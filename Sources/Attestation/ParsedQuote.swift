/// A hardware quote that was read and that nobody vouches for: its signatures have not been verified.
///
/// It can be inspected and compared, never accepted: there is no way from it to an ``AuthenticReport`` or to ``Attested``.
public struct ParsedQuote: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case intel(Quote)
        case snp(SNPReport)
    }

    package let kind: Kind
    /// What the quote says that names its software: MRENCLAVE, MRTD, or the launch digest.
    public let measurement: Measurement

    /// Reads the quote of SGX or TDX evidence or the report of SEV-SNP; throws `malformed` for other bytes, and for evidence of another platform.
    public init(_ evidence: Evidence) throws(AttestationError) {
        switch evidence.platform {
        case .sgx, .tdx:
            let quote = try Quote(evidence.bytes)
            kind = .intel(quote)
            switch (quote.body, evidence.platform) {
            case (.sgx(let body), .sgx): measurement = try Measurement(platform: .sgx, digest: body.enclaveMeasurement)
            case (.tdx(let body), .tdx): measurement = try Measurement(platform: .tdx, digest: body.domainMeasurement)
            default: throw Quote.malformed("it is of another TEE than \(evidence.platform)")
            }
        case .sevSNP:
            let report = try SNPReport(evidence.bytes)
            kind = .snp(report)
            measurement = try Measurement(platform: .sevSNP, digest: report.measurement)
        default: throw AttestationError(.malformed, "evidence of \(evidence.platform) is no quote that can be read without its verifier")
        }
    }

    /// Whether the quote says that the node can be debugged.
    public var isDebug: Bool {
        switch kind {
        case .intel(let quote): quote.body.isDebug
        case .snp(let report): report.policy.allowsDebug
        }
    }

    /// The 64 bytes that the quote carries for its caller.
    public var reportData: ReportData {
        switch kind {
        case .intel(let quote): quote.body.reportData
        case .snp(let report): report.reportData
        }
    }

    var binding: EvidenceBinding { .reportData(reportData) }

    /// Whether two quotes say the same of one node but for the report data.
    public func isOfSameNode(as other: ParsedQuote) -> Bool {
        switch (kind, other.kind) {
        case (.intel(let one), .intel(let two)): one.body.isSameNode(as: two.body)
        case (.snp(let one), .snp(let two)): one.isSameGuest(as: two)
        default: false
        }
    }
}
