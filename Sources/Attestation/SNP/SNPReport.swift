import Wire

/// An SEV-SNP attestation report: 1184 bytes, parsed and not authenticated. Little-endian; offsets from its start (docs/spec/sev-snp.md).
///
/// AMD SEV-SNP Firmware ABI Specification (56860) 1.58, table 23, "ATTESTATION_REPORT Structure".
package struct SNPReport: Hashable, Sendable {
    package static let length = 1184
    /// 0x000 to 0x29F.
    static let signedLength = 0x2a0
    /// 2 is firmware 1.51's, 3 adds the processor's family, 4 and 5 the mitigation vectors.
    package static let versions: ClosedRange<UInt32> = 2...5
    /// ECDSA on P-384 with SHA-384.
    static let ecdsaP384: UInt32 = 1

    /// 0x000, 4 bytes.
    package let version: UInt32
    /// 0x004, 4 bytes: the guest's own security version, from its id block.
    package let guestSecurityVersion: UInt32
    /// 0x008, 8 bytes: what the guest's owner allows.
    package let policy: SNPPolicy
    /// 0x010, 16 bytes.
    package let familyID: [UInt8]
    /// 0x020, 16 bytes.
    package let imageID: [UInt8]
    /// 0x030, 4 bytes: the privilege level that asked for the report, 0 the highest.
    package let privilegeLevel: UInt32
    /// 0x038, 8 bytes: the firmware that runs.
    package let currentTCB: [UInt8]
    /// 0x040, 8 bytes: how the machine is set up.
    package let platformInfo: SNPPlatformInfo
    /// 0x048, bit 0: the author key's digest means something.
    package let hasAuthorKey: Bool
    /// 0x048, bit 1: the chip's key is hidden from reports.
    package let masksChipKey: Bool
    /// 0x048, bits 2 to 4: what signed.
    package let signingKey: SNPSigningKey
    /// 0x050, 64 bytes.
    package let reportData: ReportData
    /// 0x090, 48 bytes: the launch digest.
    package let measurement: [UInt8]
    /// 0x0C0, 32 bytes: the host's, given at launch.
    package let hostData: [UInt8]
    /// 0x0E0, 48 bytes.
    package let idKeyDigest: [UInt8]
    /// 0x110, 48 bytes.
    package let authorKeyDigest: [UInt8]
    /// 0x140, 32 bytes.
    package let reportID: [UInt8]
    /// 0x160, 32 bytes: the migration agent's report id; all ones without one.
    package let migrationAgentReportID: [UInt8]
    /// 0x180, 8 bytes: what the key that signed was derived for.
    package let reportedTCB: [UInt8]
    /// 0x188, 3 bytes: nil in version 2.
    package let processor: SNPProcessor?
    /// 0x1A0, 64 bytes: zero where the machine's owner hides it.
    package let chipID: [UInt8]
    /// 0x1E0, 8 bytes: what the firmware cannot be set back below.
    package let committedTCB: [UInt8]
    /// 0x1E8, 3 bytes.
    package let currentFirmware: SNPFirmwareVersion
    /// 0x1EC, 3 bytes.
    package let committedFirmware: SNPFirmwareVersion
    /// 0x1F0, 8 bytes: the firmware when the guest was launched.
    package let launchTCB: [UInt8]
    /// 0x1F8, 8 bytes: mitigations verified at launch; nil below version 5.
    package let launchMitigations: UInt64?
    /// 0x200, 8 bytes: mitigations verified now; nil below version 5.
    package let currentMitigations: UInt64?
    /// 0x2A0, 144 bytes: r and s, 72 bytes each, least byte first.
    package let signature: SNPSignature
    /// What is signed, as it came.
    package let signedBytes: [UInt8]

    /// Reads exactly one report. Reserved fields and what is behind the signature must be zero; nothing may follow.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count == Self.length else {
            throw AttestationError(refusing: .malformed, "an SEV-SNP report is \(Self.length) bytes long, not \(bytes.count)")
        }
        do throws(WireError) { try self.init(reading: bytes) } catch {
            throw AttestationError(refusing: .malformed, "the evidence is not an SEV-SNP report: \(error)")
        }
        guard Self.versions.contains(version) else {
            throw AttestationError(refusing: .unsupported, "SEV-SNP reports of version \(version) are not verified")
        }
        guard algorithm == Self.ecdsaP384 else {
            throw AttestationError(refusing: .unsupported, "the SEV-SNP report is signed with an unknown algorithm")
        }
    }

    /// 0x034, 4 bytes.
    private let algorithm: UInt32

    private init(reading bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        version = try reader.littleEndian()
        guestSecurityVersion = try reader.littleEndian()
        policy = SNPPolicy(rawValue: try reader.littleEndian())
        familyID = try reader.fixed(16)
        imageID = try reader.fixed(16)
        privilegeLevel = try reader.littleEndian()
        algorithm = try reader.littleEndian()
        currentTCB = try reader.fixed(8)
        platformInfo = SNPPlatformInfo(rawValue: try reader.littleEndian())
        let flags: UInt32 = try reader.littleEndian()
        guard flags < 1 << 5, let key = SNPSigningKey(rawValue: UInt8(flags >> 2)) else { throw .invalid("a reserved flag in use") }
        (hasAuthorKey, masksChipKey, signingKey) = (flags & 1 != 0, flags & 2 != 0, key)
        try reader.zeros(4)
        reportData = try reader.value()
        measurement = try reader.fixed(48)
        hostData = try reader.fixed(32)
        idKeyDigest = try reader.fixed(48)
        authorKeyDigest = try reader.fixed(48)
        reportID = try reader.fixed(32)
        migrationAgentReportID = try reader.fixed(32)
        reportedTCB = try reader.fixed(8)
        if version == 2 {
            try reader.zeros(3)
            processor = nil
        } else {
            processor = SNPProcessor(family: try reader.u8(), model: try reader.u8(), stepping: try reader.u8())
        }
        try reader.zeros(21)
        chipID = try reader.fixed(64)
        committedTCB = try reader.fixed(8)
        currentFirmware = try SNPFirmwareVersion(from: &reader)
        committedFirmware = try SNPFirmwareVersion(from: &reader)
        launchTCB = try reader.fixed(8)
        if version < 5 {
            try reader.zeros(16)
            (launchMitigations, currentMitigations) = (nil, nil)
        } else {
            (launchMitigations, currentMitigations) = (try reader.littleEndian(), try reader.littleEndian())
        }
        try reader.zeros(Self.signedLength - 0x208)
        signature = SNPSignature(r: try reader.fixed(SNPSignature.scalarLength), s: try reader.fixed(SNPSignature.scalarLength))
        try reader.zeros(Self.length - Self.signedLength - 2 * SNPSignature.scalarLength)
        signedBytes = Array(bytes[..<Self.signedLength])
    }

    /// Whether a migration agent may move the guest.
    package var hasMigrationAgent: Bool { migrationAgentReportID.contains { $0 != 0xff } }
    /// Whether the machine's owner hides which chip it is.
    package var hidesChip: Bool { chipID.allSatisfy { $0 == 0 } }

    /// Whether two reports are of one guest on one machine: all that is signed is the same but the report data.
    package func isSameGuest(as other: SNPReport) -> Bool {
        signedBytes.prefix(0x50) == other.signedBytes.prefix(0x50) && signedBytes.dropFirst(0x90) == other.signedBytes.dropFirst(0x90)
    }
}
