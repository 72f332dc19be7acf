/// A hardware quote that was read and that nobody vouches for: its signatures have not been verified.
///
/// It can be inspected and compared, never accepted: there is no way from it to an ``AuthenticReport`` or to ``Attested``.
public struct ParsedQuote: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case sgx(SGXQuote)
        case tdx(TDXQuote)
    }

    package let kind: Kind
    /// What the quote says that names its software: MRENCLAVE, or MRTD.
    public let measurement: Measurement

    /// Reads the quote of SGX or TDX evidence; throws `malformed` for other bytes, and for evidence of another platform.
    public init(_ evidence: Evidence) throws(AttestationError) {
        switch evidence.platform {
        case .sgx:
            let quote = try SGXQuote(evidence.bytes)
            kind = .sgx(quote)
            measurement = try Measurement(platform: .sgx, digest: quote.body.enclaveMeasurement)
        case .tdx:
            let quote = try TDXQuote(evidence.bytes)
            kind = .tdx(quote)
            measurement = try Measurement(platform: .tdx, digest: quote.body.domainMeasurement)
        default: throw AttestationError(.malformed, "evidence of \(evidence.platform) is no quote that can be read without its verifier")
        }
    }

    /// Whether the quote says that the node can be debugged.
    public var isDebug: Bool {
        switch kind {
        case .sgx(let quote): quote.body.attributes.isDebug
        case .tdx(let quote): quote.body.isDebug
        }
    }

    /// The 64 bytes that the quote carries for its caller.
    public var reportData: ReportData {
        switch kind {
        case .sgx(let quote): quote.body.reportData
        case .tdx(let quote): quote.body.reportData
        }
    }

    var binding: EvidenceBinding { .reportData(reportData) }

    /// Whether two quotes say the same of one node but for the report data.
    public func isOfSameNode(as other: ParsedQuote) -> Bool {
        switch (kind, other.kind) {
        case (.sgx(let one), .sgx(let two)): one.body.isSameEnclave(as: two.body)
        case (.tdx(let one), .tdx(let two)): one.body.isSameDomain(as: two.body)
        default: false
        }
    }
}
