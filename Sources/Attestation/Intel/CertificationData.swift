import Wire

/// What vouches for the key that signed a quoting enclave's report: certificates, or a platform's identifiers.
///
/// Intel SGX ECDSA QuoteLibReference, table "QE Certification Data".
package struct CertificationData: Hashable, Sendable {
    static let maximumLength = 32_768
    /// Certificates from the leaf to the root, as PEM: the one kind that is verified.
    static let certificateChain: UInt16 = 5
    /// A quoting enclave's report with further certification data in it: versions 4 and 5.
    static let quotingEnclaveReport: UInt16 = 6

    /// 0, 2 bytes: what kind of data it is. 1 to 3 are platform ids, plain or encrypted; 4 is one certificate.
    package let kind: UInt16
    /// 2, a 4-byte length and the bytes.
    package let bytes: [UInt8]

    init(from reader: inout ByteReader) throws(WireError) {
        kind = try reader.littleEndian()
        let length = Int(try reader.littleEndian(UInt32.self))
        guard length <= Self.maximumLength else { throw .tooLong(limit: Self.maximumLength) }
        bytes = try reader.fixed(length)
    }
}
