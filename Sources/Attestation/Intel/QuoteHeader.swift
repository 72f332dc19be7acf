import Wire

/// The first 48 bytes of an Intel quote. Little-endian; offsets from the quote's start.
///
/// Intel SGX ECDSA QuoteLibReference, table "Quote Header" (version 3); Intel TDX DCAP Quoting Library API, A.3.1 (versions 4 and 5).
package struct QuoteHeader: Hashable, Sendable {
    package static let length = 48
    /// Version 3 is for SGX alone, 4 names the TEE, 5 also describes the body.
    package static let versions: ClosedRange<UInt16> = 3...5
    /// The one attestation key type that is verified: ECDSA-256 with P-256.
    static let ecdsaP256: UInt16 = 2
    /// Intel's quoting enclave.
    static let intelQE: [UInt8] = [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07]

    /// What signs: none but an enclave or a trust domain.
    package enum TEE: UInt32, Sendable {
        case sgx = 0
        case tdx = 0x81
    }

    /// 0, 2 bytes: the quote's version.
    package let version: UInt16
    /// 4, 4 bytes: the kind of TEE. Reserved as zero in version 3.
    package let tee: TEE
    /// 8, 2 bytes: the quoting enclave's security version in version 3, reserved later. Never judged: the enclave's own report says it.
    package let qeSecurityVersion: UInt16
    /// 10, 2 bytes: the provisioning enclave's security version in version 3, reserved later. Never judged: the certificate says it.
    package let pceSecurityVersion: UInt16
    /// 28, 20 bytes: what the quoting enclave adds for its own use.
    package let userData: [UInt8]

    /// Reads a header. 2, 2 bytes: the key type; 12, 16 bytes: the quoting enclave's vendor; others than known are `unsupported`.
    init(from reader: inout ByteReader) throws(AttestationError) {
        let (keyType, vendor, kind): (UInt16, [UInt8], UInt32)
        do throws(WireError) {
            version = try reader.littleEndian()
            keyType = try reader.littleEndian()
            kind = try reader.littleEndian()
            qeSecurityVersion = try reader.littleEndian()
            pceSecurityVersion = try reader.littleEndian()
            vendor = try reader.fixed(16)
            userData = try reader.fixed(20)
        } catch { throw Quote.malformed("\(error)") }
        guard Self.versions.contains(version) else {
            throw AttestationError(refusing: .unsupported, "the quote is of version \(version), not of 3, 4 or 5")
        }
        guard let tee = TEE(rawValue: kind), tee == .sgx || version > 3 else { throw Quote.malformed("it names another TEE type") }
        self.tee = tee
        guard keyType == Self.ecdsaP256 else {
            throw AttestationError(refusing: .unsupported, "the quote is signed with key type \(keyType), not with ECDSA over P-256")
        }
        guard vendor == Self.intelQE else {
            throw AttestationError(refusing: .unsupported, "the quote is of another vendor's quoting enclave than Intel's")
        }
    }
}
