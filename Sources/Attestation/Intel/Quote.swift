import Wire

/// An Intel quote of version 3, 4 or 5 in parts: parsed, not authenticated (docs/spec/quotes.md).
///
/// Header 0 to 47; in version 5 kind and length of the body; the body; a 4-byte length; signature data.
package struct Quote: Hashable, Sendable {
    /// 48 bytes.
    package let header: QuoteHeader
    /// The enclave's or the domain's report.
    package let body: QuoteBody
    /// What the signature data holds.
    package let signature: QuoteSignature
    /// What the attestation key signed: all before the signature data's length, as it came.
    package let signedBytes: [UInt8]

    /// Reads one quote, behind which only zeros may stand: devices hand out their whole buffer.
    ///
    /// Throws `malformed`, and `unsupported` for versions, key types, vendors, bodies and certification data that nobody verifies here.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        var reader = ByteReader(bytes)
        header = try QuoteHeader(from: &reader)
        body = try QuoteBody(from: &reader, of: header)
        signedBytes = Array(bytes.dropLast(reader.remaining))
        let data: [UInt8]
        do throws(WireError) {
            let length = Int(try reader.littleEndian(UInt32.self))
            data = try reader.fixed(length)
            let rest = try reader.fixed(reader.remaining)
            guard rest.allSatisfy({ $0 == 0 }) else { throw .trailingBytes(rest.count) }
        } catch { throw Self.malformed("\(error)") }
        signature = try QuoteSignature(data, version: header.version)
    }

    static func malformed(_ why: String) -> AttestationError {
        AttestationError(refusing: .malformed, "the evidence is not a quote of SGX or TDX: \(why)")
    }
}
