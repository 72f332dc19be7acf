import Wire

/// What the processor says about an enclave: 384 bytes. Little-endian; offsets from the body's start, which in a quote is 48.
///
/// Intel SDM volume 3D, section 37.15, table "Layout of REPORT"; Intel SGX ECDSA QuoteLibReference, table "Enclave Report Body".
package struct SGXReportBody: Hashable, Sendable {
    package static let length = 384

    /// 0, 16 bytes: the security versions of the processor's parts.
    package let cpuSecurityVersion: [UInt8]
    /// 16, 4 bytes: which extended state is in the save area.
    package let miscSelect: UInt32
    /// 32, 16 bytes: the extended product id (KSS).
    package let extendedProductID: [UInt8]
    /// 48, 16 bytes: the enclave's attributes.
    package let attributes: SGXAttributes
    /// 64, 32 bytes: MRENCLAVE, which names the code.
    package let enclaveMeasurement: [UInt8]
    /// 128, 32 bytes: MRSIGNER, which names who signed the code.
    package let signerMeasurement: [UInt8]
    /// 192, 64 bytes: CONFIGID (KSS).
    package let configurationID: [UInt8]
    /// 256, 2 bytes: ISVPRODID.
    package let productID: UInt16
    /// 258, 2 bytes: ISVSVN.
    package let securityVersion: UInt16
    /// 260, 2 bytes: CONFIGSVN (KSS).
    package let configurationSecurityVersion: UInt16
    /// 304, 16 bytes: the product family (KSS).
    package let familyID: [UInt8]
    /// 320, 64 bytes: REPORTDATA.
    package let reportData: ReportData

    /// Reads a body. The reserved ranges 20, 96, 160 and 262 (12, 32, 32 and 42 bytes) must be zero.
    init(from reader: inout ByteReader) throws(WireError) {
        cpuSecurityVersion = try reader.fixed(16)
        miscSelect = try reader.littleEndian()
        try reader.zeros(12)
        extendedProductID = try reader.fixed(16)
        attributes = try SGXAttributes(from: &reader)
        enclaveMeasurement = try reader.fixed(32)
        try reader.zeros(32)
        signerMeasurement = try reader.fixed(32)
        try reader.zeros(32)
        configurationID = try reader.fixed(64)
        productID = try reader.littleEndian()
        securityVersion = try reader.littleEndian()
        configurationSecurityVersion = try reader.littleEndian()
        try reader.zeros(42)
        familyID = try reader.fixed(16)
        reportData = try reader.value()
    }

    /// Whether two reports are of one enclave on one platform: all is the same but the report data.
    package func isSameEnclave(as other: SGXReportBody) -> Bool {
        cpuSecurityVersion == other.cpuSecurityVersion && miscSelect == other.miscSelect && extendedProductID == other.extendedProductID
            && attributes == other.attributes && enclaveMeasurement == other.enclaveMeasurement
            && signerMeasurement == other.signerMeasurement && configurationID == other.configurationID && productID == other.productID
            && securityVersion == other.securityVersion && configurationSecurityVersion == other.configurationSecurityVersion
            && familyID == other.familyID
    }
}

extension ByteReader {
    /// Reads a reserved range, which must be zero.
    mutating func zeros(_ count: Int) throws(WireError) {
        guard try fixed(count).allSatisfy({ $0 == 0 }) else { throw .invalid("a reserved field in use") }
    }
}
