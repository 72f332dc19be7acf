import Wire

/// What a quote says of its enclave or domain.
package enum QuoteBody: Hashable, Sendable {
    case sgx(SGXReportBody)
    case tdx(TDXReportBody)

    /// The kinds of body that a quote of version 5 announces, with their length.
    ///
    /// Intel TDX DCAP Quoting Library API, A.3.2 (2, 3); Intel's QuoteVerificationLibrary, QuoteStructures.h (1, 4).
    enum Kind: UInt16 {
        case enclave = 1
        case domain10 = 2
        case domain15 = 3
        case domain15Extended = 4

        var length: Int {
            switch self {
            case .enclave: SGXReportBody.length
            case .domain10: TDXReportBody.length
            case .domain15: TDXReportBody.length15
            case .domain15Extended: TDXReportBody.length15Extended
            }
        }

        var tee: QuoteHeader.TEE { self == .enclave ? .sgx : .tdx }
    }

    /// Reads the body behind a header: in versions 3 and 4 of the TEE's one kind, in version 5 of a kind (2 bytes) and length (4) that stand before it.
    init(from reader: inout ByteReader, of header: QuoteHeader) throws(AttestationError) {
        let kind = header.version == 5 ? try Self.announced(&reader, header.tee) : header.tee == .sgx ? .enclave : .domain10
        do throws(WireError) {
            switch kind {
            case .enclave: self = .sgx(try SGXReportBody(from: &reader))
            case .domain10, .domain15, .domain15Extended: self = .tdx(try TDXReportBody(from: &reader, of: kind))
            }
        } catch { throw Quote.malformed("\(error)") }
    }

    private static func announced(_ reader: inout ByteReader, _ tee: QuoteHeader.TEE) throws(AttestationError) -> Kind {
        let (number, length): (UInt16, UInt32)
        do throws(WireError) {
            number = try reader.littleEndian()
            length = try reader.littleEndian()
        } catch { throw Quote.malformed("\(error)") }
        guard let kind = Kind(rawValue: number) else {
            throw AttestationError(refusing: .unsupported, "the quote has a body of the unknown type \(number)")
        }
        guard Int(length) == kind.length else { throw Quote.malformed("its body has another length than its type") }
        guard kind.tee == tee else { throw Quote.malformed("its body is of another TEE than its header") }
        return kind
    }

    /// The 64 bytes that the quote carries for its caller.
    package var reportData: ReportData {
        switch self {
        case .sgx(let body): body.reportData
        case .tdx(let body): body.reportData
        }
    }

    /// Whether the enclave or domain can be debugged.
    package var isDebug: Bool {
        switch self {
        case .sgx(let body): body.attributes.isDebug
        case .tdx(let body): body.isDebug
        }
    }

    /// Whether two say the same of one node but for the report data.
    func isSameNode(as other: QuoteBody) -> Bool {
        switch (self, other) {
        case (.sgx(let one), .sgx(let two)): one.isSameEnclave(as: two)
        case (.tdx(let one), .tdx(let two)): one.isSameDomain(as: two)
        default: false
        }
    }
}
