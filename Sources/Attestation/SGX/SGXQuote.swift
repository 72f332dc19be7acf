import Wire

/// An SGX quote of version 3 in parts: parsed, not authenticated (docs/spec/quotes.md).
///
/// Header 0 to 47, report body 48 to 431, a 4-byte length at 432, signature data from 436 to the end.
package struct SGXQuote: Hashable, Sendable {
    package static let version: UInt16 = 3

    /// 0, 48 bytes.
    package let header: QuoteHeader
    /// 48, 384 bytes.
    package let body: SGXReportBody
    /// From 436.
    package let signature: QuoteSignature
    /// What the attestation key signed: header and body as they came.
    package let signedBytes: [UInt8]

    /// Reads exactly one quote; throws `malformed` for anything else.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        do throws(WireError) {
            var reader = ByteReader(bytes)
            header = try QuoteHeader(from: &reader, version: Self.version, tee: .sgx)
            body = try SGXReportBody(from: &reader)
            signedBytes = Array(bytes.prefix(QuoteHeader.length + SGXReportBody.length))
            signature = try QuoteSignature(reader.restOfQuote())
        } catch {
            throw AttestationError(.malformed, "the evidence is not an SGX quote of version 3: \(error)")
        }
    }
}

extension ByteReader {
    /// Reads a 4-byte length and the bytes that it announces, which must be all that are left.
    mutating func restOfQuote() throws(WireError) -> [UInt8] {
        let length = Int(try littleEndian(UInt32.self))
        guard length >= remaining else { throw .trailingBytes(remaining - length) }
        return try fixed(length)
    }
}
