import Wire

/// The signature data of an SGX quote of version 3, taken apart and not verified. Offsets from its start.
///
/// Intel SGX ECDSA QuoteLibReference, table "ECDSA 256-bit Quote Signature Data Structure".
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
    /// 576, a 2-byte length and the bytes: what the quoting enclave hashed together with the attestation key.
    package let authenticationData: [UInt8]
    /// Behind it: what vouches for the provisioning certification key.
    package let certification: CertificationData

    /// Reads signature data that fills `bytes` exactly.
    init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        signature = try reader.fixed(64)
        attestationKey = try reader.fixed(64)
        qeReportBytes = try reader.fixed(SGXReportBody.length)
        var report = ByteReader(qeReportBytes)
        qeReport = try SGXReportBody(from: &report)
        qeReportSignature = try reader.fixed(64)
        let length = Int(try reader.littleEndian(UInt16.self))
        guard length <= Self.maximumAuthenticationData else { throw .tooLong(limit: Self.maximumAuthenticationData) }
        authenticationData = try reader.fixed(length)
        certification = try CertificationData(from: &reader)
        try reader.finish()
    }
}
