import Attestation
import Wire

/// Software evidence in parts: parsed, not verified (docs/spec/software-tee.md).
struct SoftwareReport: Equatable {
    static let magic = EvidenceFormat.softwareMagic
    static let version: UInt16 = 1
    static let signedLength = 160
    static let signatureLength = 64
    static let length = signedLength + signatureLength
    static let hardwareIDLength = 16
    static let debugFlag: UInt8 = 1

    var role: NodeRole
    var isDebug: Bool
    var securityVersion: UInt32
    var hardwareID: [UInt8]
    var measurement: [UInt8]
    var configurationDigest: [UInt8]
    var reportData: ReportData

    /// The bytes that the root signs, without the label.
    var signedBytes: [UInt8] {
        var writer = ByteWriter(capacity: Self.length)
        writer.fixed(Self.magic)
        writer.u16(Self.version)
        writer.value(role)
        writer.u8(isDebug ? Self.debugFlag : 0)
        writer.u32(securityVersion)
        writer.fixed(hardwareID)
        writer.fixed(measurement)
        writer.fixed(configurationDigest)
        writer.value(reportData)
        return writer.bytes
    }

    /// What goes into the signature: the label, and then the signed bytes.
    static func message(_ signedBytes: some Collection<UInt8>) -> [UInt8] {
        var writer = ByteWriter(capacity: signedLength + 32)
        writer.string("cloister/software-report/v1")
        writer.fixed(signedBytes)
        return writer.bytes
    }

    /// Reads exactly one report and its signature.
    static func parse(_ bytes: [UInt8]) throws(AttestationError) -> (report: SoftwareReport, signature: [UInt8]) {
        guard bytes.count == length else { throw AttestationError(.malformed, "software evidence is exactly \(length) bytes long") }
        var reader = ByteReader(bytes)
        do throws(WireError) {
            let report = try SoftwareReport(from: &reader)
            let signature = try reader.fixed(signatureLength)
            try reader.finish()
            return (report, signature)
        } catch {
            throw AttestationError(.malformed, "the evidence is not of the software TEE's format: \(error)")
        }
    }

    init(
        role: NodeRole, isDebug: Bool, securityVersion: UInt32, hardwareID: [UInt8], measurement: [UInt8],
        configurationDigest: [UInt8], reportData: ReportData
    ) {
        self.role = role
        self.isDebug = isDebug
        self.securityVersion = securityVersion
        self.hardwareID = hardwareID
        self.measurement = measurement
        self.configurationDigest = configurationDigest
        self.reportData = reportData
    }

    private init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.fixed(Self.magic.count) == Self.magic else { throw .invalid("another magic") }
        guard try reader.u16() == Self.version else { throw .invalid("an unknown version") }
        role = try reader.value()
        let flags = try reader.u8()
        guard flags & ~Self.debugFlag == 0 else { throw .invalid("an unknown flag") }
        isDebug = flags & Self.debugFlag != 0
        securityVersion = try reader.u32()
        hardwareID = try reader.fixed(Self.hardwareIDLength)
        measurement = try reader.fixed(32)
        configurationDigest = try reader.fixed(32)
        reportData = try reader.value()
    }
}
