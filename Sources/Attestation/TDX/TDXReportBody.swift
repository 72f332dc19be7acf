import Wire

/// What the TDX module says about a trust domain: 584 bytes, in version 1.5 648 or 885. Little-endian; offsets from the body's start.
///
/// Intel TDX DCAP Quoting Library API, A.3.2, table "TD Quote Body"; for 885 bytes Intel's QuoteVerificationLibrary, QuoteStructures.h.
package struct TDXReportBody: Hashable, Sendable {
    package static let length = 584
    package static let length15 = 648
    package static let length15Extended = 885

    /// 0, 16 bytes: the security versions of the TDX module's parts.
    package let teeSecurityVersion: [UInt8]
    /// 16, 48 bytes: MRSEAM, which names the TDX module.
    package let moduleMeasurement: [UInt8]
    /// 64, 48 bytes: who signed the TDX module; zero for Intel.
    package let moduleSigner: [UInt8]
    /// 112, 8 bytes: the TDX module's attributes.
    package let moduleAttributes: UInt64
    /// 120, 8 bytes: TDATTRIBUTES. Bit 0 is debugging.
    package let attributes: UInt64
    /// 128, 8 bytes: XFAM.
    package let extendedFeatures: UInt64
    /// 136, 48 bytes: MRTD, which names what the domain started with.
    package let domainMeasurement: [UInt8]
    /// 184, 48 bytes: MRCONFIGID.
    package let configurationID: [UInt8]
    /// 232, 48 bytes: MROWNER.
    package let owner: [UInt8]
    /// 280, 48 bytes: MROWNERCONFIG.
    package let ownerConfiguration: [UInt8]
    /// 328, 4 × 48 bytes: RTMR0 to RTMR3, which the domain extended as it ran.
    package let runtimeMeasurements: [[UInt8]]
    /// 520, 64 bytes: REPORTDATA.
    package let reportData: ReportData
    /// 584, 16 bytes, from version 1.5: TEE_TCB_SVN_2, the security versions of the TDX module that runs now.
    package let currentSecurityVersion: [UInt8]?
    /// 600, 48 bytes, from version 1.5: MRSERVICETD, which names the service domains that are bound; zero without any.
    package let serviceDomains: [UInt8]?
    /// From 648, in the longest form.
    package let migration: TDXMigrationInfo?

    /// Whether the host can read and write the domain's memory: any bit of the group TUD, 0 to 7.
    package var isDebug: Bool { attributes & 0xff != 0 }

    /// Reads a body of a kind that is a domain's.
    init(from reader: inout ByteReader, of kind: QuoteBody.Kind = .domain10) throws(WireError) {
        teeSecurityVersion = try reader.fixed(16)
        moduleMeasurement = try reader.fixed(48)
        moduleSigner = try reader.fixed(48)
        moduleAttributes = try reader.littleEndian()
        attributes = try reader.littleEndian()
        extendedFeatures = try reader.littleEndian()
        domainMeasurement = try reader.fixed(48)
        configurationID = try reader.fixed(48)
        owner = try reader.fixed(48)
        ownerConfiguration = try reader.fixed(48)
        var registers: [[UInt8]] = []
        for _ in 0..<4 { registers.append(try reader.fixed(48)) }
        runtimeMeasurements = registers
        reportData = try reader.value()
        let is15 = kind == .domain15 || kind == .domain15Extended
        currentSecurityVersion = is15 ? try reader.fixed(16) : nil
        serviceDomains = is15 ? try reader.fixed(48) : nil
        migration = kind == .domain15Extended ? try TDXMigrationInfo(from: &reader) : nil
    }

    /// Whether two reports are of one domain in one state: all is the same but the report data.
    package func isSameDomain(as other: TDXReportBody) -> Bool {
        teeSecurityVersion == other.teeSecurityVersion && moduleMeasurement == other.moduleMeasurement && moduleSigner == other.moduleSigner
            && moduleAttributes == other.moduleAttributes && attributes == other.attributes && extendedFeatures == other.extendedFeatures
            && domainMeasurement == other.domainMeasurement && configurationID == other.configurationID && owner == other.owner
            && ownerConfiguration == other.ownerConfiguration && runtimeMeasurements == other.runtimeMeasurements
            && currentSecurityVersion == other.currentSecurityVersion && serviceDomains == other.serviceDomains
            && migration == other.migration
    }
}
