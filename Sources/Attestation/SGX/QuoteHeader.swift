import Wire

/// The first 48 bytes of an Intel quote. Little-endian; offsets from the quote's start.
///
/// Intel SGX ECDSA QuoteLibReference, table "Quote Header" (version 3); Intel TDX DCAP Quoting Library API, A.3.1 (version 4).
package struct QuoteHeader: Hashable, Sendable {
    package static let length = 48
    /// The one attestation key type that is understood: ECDSA-256 with P-256.
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
    /// 4, 4 bytes: the kind of TEE. Reserved as zero in version 3, which is for SGX alone.
    package let tee: TEE
    /// 8, 2 bytes: the quoting enclave's security version in version 3; reserved as zero in version 4.
    package let qeSecurityVersion: UInt16
    /// 10, 2 bytes: the provisioning enclave's security version in version 3; reserved as zero in version 4.
    package let pceSecurityVersion: UInt16
    /// 28, 20 bytes: what the quoting enclave adds for its own use.
    package let userData: [UInt8]

    /// Reads a header of one version and TEE. 2, 2 bytes: the key type; 12, 16 bytes: the quoting enclave's vendor.
    init(from reader: inout ByteReader, version wanted: UInt16, tee wantedTEE: TEE) throws(WireError) {
        version = try reader.littleEndian()
        guard version == wanted else { throw .invalid("another quote version than \(wanted)") }
        guard try reader.littleEndian(UInt16.self) == Self.ecdsaP256 else { throw .invalid("an unknown attestation key type") }
        guard let tee = TEE(rawValue: try reader.littleEndian()), tee == wantedTEE else { throw .invalid("another TEE type") }
        self.tee = tee
        qeSecurityVersion = try reader.littleEndian()
        pceSecurityVersion = try reader.littleEndian()
        guard version == 3 || qeSecurityVersion == 0 && pceSecurityVersion == 0 else { throw .invalid("a reserved header field in use") }
        guard try reader.fixed(16) == Self.intelQE else { throw .invalid("an unknown quoting enclave vendor") }
        userData = try reader.fixed(20)
    }
}
