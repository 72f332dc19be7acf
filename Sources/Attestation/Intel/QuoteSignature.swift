import Wire

/// The signature data of a quote, taken apart and not verified. Offsets from its start, in version 3.
///
/// Intel SGX ECDSA QuoteLibReference, table "ECDSA 256-bit Quote Signature Data Structure" (version 3); Intel TDX DCAP Quoting Library
/// API, A.3.8 to A.3.11 (versions 4 and 5, in which all from the quoting enclave's report on is certification data of type 6).
package struct QuoteSignature: Hashable, Sendable {
    /// The most bytes of the quoting enclave's own authentication data.
    static let maximumAuthenticationData = 1024

    /// 0, 64 bytes: the attestation key's signature over header and body, r and s big-endian.
    package let signature: [UInt8]
    /// 64, 64 bytes: the attestation key, x and y big-endian.
    package let attestationKey: [UInt8]
    /// 128, 384 bytes: the quoting enclave's report, as signed.
    package let qeReportBytes: [UInt8]
    /// The same, taken apart.
    package let qeReport: SGXReportBody
    /// 512, 64 bytes: the provisioning certification key's signature over that report.
    package let qeReportSignature: [UInt8]
    /// 576, a 2-byte length and the bytes, of any number: what the quoting enclave hashed together with the attestation key.
    package let authenticationData: [UInt8]
    /// Behind it: what vouches for the provisioning certification key.
    package let certification: CertificationData

    /// Reads signature data that fills `bytes` exactly.
    init(_ bytes: [UInt8], version: UInt16) throws(AttestationError) {
        var reader = ByteReader(bytes)
        do throws(WireError) {
            signature = try reader.fixed(64)
            attestationKey = try reader.fixed(64)
        } catch { throw Quote.malformed("\(error)") }
        if version > 3 { reader = try Self.wrapped(&reader) }
        do throws(WireError) {
            qeReportBytes = try reader.fixed(SGXReportBody.length)
            var report = ByteReader(qeReportBytes)
            qeReport = try SGXReportBody(from: &report)
            qeReportSignature = try reader.fixed(64)
            let length = Int(try reader.littleEndian(UInt16.self))
            guard length <= Self.maximumAuthenticationData else { throw .tooLong(limit: Self.maximumAuthenticationData) }
            authenticationData = try reader.fixed(length)
            certification = try CertificationData(from: &reader)
            try reader.finish()
        } catch { throw Quote.malformed("\(error)") }
    }

    /// What is inside the outer certification data, which must end where the signature data ends.
    private static func wrapped(_ reader: inout ByteReader) throws(AttestationError) -> ByteReader {
        let outer: CertificationData
        do throws(WireError) {
            outer = try CertificationData(from: &reader)
            try reader.finish()
        } catch { throw Quote.malformed("\(error)") }
        guard outer.kind == CertificationData.quotingEnclaveReport else {
            throw AttestationError(refusing: .unsupported, "the quote has certification data of type \(outer.kind) where 6 is verified")
        }
        return ByteReader(outer.bytes)
    }
}
