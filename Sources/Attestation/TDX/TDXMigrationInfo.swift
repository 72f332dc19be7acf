import Wire

/// What the longest form of a domain's report adds about its devices and the service domains that it was bound to: 237 bytes.
///
/// Offsets from the body's start. Intel's QuoteVerificationLibrary, QuoteStructures.h, TDReport15Ex; no table of Intel's names the fields further.
package struct TDXMigrationInfo: Hashable, Sendable {
    /// 648, 1 byte: the virtual machine within the domain.
    package let virtualMachine: UInt8
    /// 649, 32 bytes: the domain's id.
    package let domainID: [UInt8]
    /// 681, 48 bytes: the devices that are bound.
    package let devices: [UInt8]
    /// 729, 48 bytes: the service domains that were bound at first.
    package let initialServiceDomains: [UInt8]
    /// 777, 8 bytes: their attributes.
    package let initialServiceAttributes: [UInt8]
    /// 785, 16 bytes: the processor's security version then.
    package let initialCPUSecurityVersion: [UInt8]
    /// 801, 16 bytes: the TDX module's security versions then.
    package let initialTEESecurityVersion: [UInt8]
    /// 817, 12 bytes: the family of processors then.
    package let initialFMSPC: [UInt8]
    /// 829, 48 bytes: the service domains that are bound now.
    package let currentServiceDomains: [UInt8]
    /// 877, 8 bytes: their attributes.
    package let currentServiceAttributes: [UInt8]

    init(from reader: inout ByteReader) throws(WireError) {
        virtualMachine = try reader.u8()
        domainID = try reader.fixed(32)
        devices = try reader.fixed(48)
        initialServiceDomains = try reader.fixed(48)
        initialServiceAttributes = try reader.fixed(8)
        initialCPUSecurityVersion = try reader.fixed(16)
        initialTEESecurityVersion = try reader.fixed(16)
        initialFMSPC = try reader.fixed(12)
        currentServiceDomains = try reader.fixed(48)
        currentServiceAttributes = try reader.fixed(8)
    }
}
