/// What Intel's certificate of a platform's provisioning key says of the platform.
///
/// Extension 1.2.840.113741.1.13.1; "Intel SGX PCK Certificate and Certificate Revocation List Profile Specification", section 1.3.5.
package struct PCKExtension: Hashable, Sendable {
    static let identifier: OID = [1, 2, 840, 113741, 1, 13, 1]

    /// .5: what the platform's memory encryption can do.
    package enum MemoryProtection: Int, Sendable {
        case standard = 0
        case scalable = 1
        case scalableWithIntegrity = 2
    }

    /// .7: what the platform's owner chose; each is nil where the certificate does not say.
    package struct Configuration: Hashable, Sendable {
        /// .7.1: packages may be added to the platform.
        package let isDynamic: Bool?
        /// .7.2: Intel keeps the platform's root keys.
        package let hasCachedKeys: Bool?
        /// .7.3: simultaneous multithreading is on.
        package let isMultithreaded: Bool?
    }

    /// .1, 16 bytes: PPID, the platform's provisioning id.
    package let provisioningID: [UInt8]
    /// .2.1 to .2.16: the security versions of the platform's sixteen components.
    package let components: [UInt8]
    /// .2.17: PCESVN.
    package let pceSecurityVersion: UInt16
    /// .2.18, 16 bytes: CPUSVN.
    package let cpuSecurityVersion: [UInt8]
    /// .3, 2 bytes.
    package let pceID: [UInt8]
    /// .4, 6 bytes: the family of platforms.
    package let fmspc: [UInt8]
    /// .5.
    package let memoryProtection: MemoryProtection
    /// .6, 16 bytes: the platform instance, which only the Platform CA's certificates name.
    package let platformInstanceID: [UInt8]?
    /// .7, in the Platform CA's certificates.
    package let configuration: Configuration?

    /// Reads the extension of a certificate; refused as `endorsement_malformed` where it is missing, and for fields that are unknown or come twice.
    package init(of certificate: X509Certificate) throws(AttestationError) {
        guard let value = certificate.extensionValue(Self.identifier) else {
            throw AttestationError(refusing: .endorsementMalformed, "the PCK certificate says nothing of its platform")
        }
        try self.init(value)
    }

    /// Reads the extension's value.
    package init(_ value: [UInt8]) throws(AttestationError) {
        do throws(DERError) { try self.init(reading: value) } catch {
            throw AttestationError(refusing: .endorsementMalformed, "the PCK certificate's platform extension cannot be read: \(error)")
        }
    }

    private init(reading value: [UInt8]) throws(DERError) {
        var outer = DERReader(value)
        let fields = try PCKFields(in: &outer, below: Self.identifier.bytes, numbers: 1...7)
        try outer.finish()
        provisioningID = try fields.bytes(1, count: 16)
        let parts = try PCKFields(in: fields.reader(2), below: Self.identifier.bytes + [2], numbers: 1...18)
        var components: [UInt8] = []
        for number in 1...16 as ClosedRange<UInt8> { components.append(UInt8(try parts.integer(number, atMost: 255))) }
        self.components = components
        pceSecurityVersion = UInt16(try parts.integer(17, atMost: 65_535))
        cpuSecurityVersion = try parts.bytes(18, count: 16)
        pceID = try fields.bytes(3, count: 2)
        fmspc = try fields.bytes(4, count: 6)
        guard let protection = MemoryProtection(rawValue: try fields.integer(5, atMost: 255)) else {
            throw .value("an unknown kind of SGX")
        }
        memoryProtection = protection
        platformInstanceID = fields.has(6) ? try fields.bytes(6, count: 16) : nil
        if fields.has(7) {
            let flags = try PCKFields(in: fields.reader(7), below: Self.identifier.bytes + [7], numbers: 1...3)
            configuration = Configuration(
                isDynamic: try flags.boolean(1), hasCachedKeys: try flags.boolean(2), isMultithreaded: try flags.boolean(3))
        } else {
            configuration = nil
        }
    }
}
