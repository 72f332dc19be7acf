import Wire

/// A TDX quote of version 4 in parts: parsed, not authenticated (docs/spec/quotes.md).
///
/// Header 0 to 47, report body 48 to 631, a 4-byte length at 632, signature data from 636 to the end.
package struct TDXQuote: Hashable, Sendable {
    package static let version: UInt16 = 4
    /// The attestation key's signature and the key, which signature data of any kind begins with.
    static let minimumSignatureData = 128

    /// 0, 48 bytes.
    package let header: QuoteHeader
    /// 48, 584 bytes.
    package let body: TDXReportBody
    /// From 636: signature data, not taken apart.
    package let signatureData: [UInt8]
    /// What the attestation key signed: header and body as they came.
    package let signedBytes: [UInt8]

    /// Reads exactly one quote; throws `malformed` for anything else, the zeros that some devices put behind it included.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        do throws(WireError) {
            var reader = ByteReader(bytes)
            header = try QuoteHeader(from: &reader, version: Self.version, tee: .tdx)
            body = try TDXReportBody(from: &reader)
            signedBytes = Array(bytes.prefix(QuoteHeader.length + TDXReportBody.length))
            signatureData = try reader.restOfQuote()
            guard signatureData.count >= Self.minimumSignatureData else { throw .truncated }
        } catch {
            throw AttestationError(.malformed, "the evidence is not a TDX quote of version 4: \(error)")
        }
    }
}
