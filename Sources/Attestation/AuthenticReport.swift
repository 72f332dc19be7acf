/// A report whose signatures hold under a trust root. No policy has seen it yet, so its claims are not public.
public struct AuthenticReport: Sendable {
    package let platform: Platform
    package let measurement: Measurement
    /// The role that the platform measured; nil where evidence names none. Such evidence never stands for a node.
    package let role: NodeRole?
    package let configurationDigest: [UInt8]
    package let securityVersion: UInt32
    package let isDebug: Bool
    package let hardwareID: HardwareID
    /// Whether the hardware id is only what stands for one, as the platform hides the machine.
    package let hardwareIDIsSubstitute: Bool
    /// What ties the report to its caller.
    package let binding: EvidenceBinding
    /// What the vendor says of the machine's security versions; nil where a platform has no such word.
    package let standing: TCBStanding?
    /// All that the platform signed, for the requirements that know it.
    package let details: PlatformDetails

    package init(
        platform: Platform, measurement: Measurement, role: NodeRole?, configurationDigest: [UInt8], securityVersion: UInt32,
        isDebug: Bool, hardwareID: HardwareID, hardwareIDIsSubstitute: Bool = false, binding: EvidenceBinding,
        standing: TCBStanding? = nil, details: PlatformDetails = .none
    ) {
        self.platform = platform
        self.measurement = measurement
        self.role = role
        self.configurationDigest = configurationDigest
        self.securityVersion = securityVersion
        self.isDebug = isDebug
        self.hardwareID = hardwareID
        self.hardwareIDIsSubstitute = hardwareIDIsSubstitute
        self.binding = binding
        self.standing = standing
        self.details = details
    }

    /// A report of a platform that signs the caller's 64 bytes as they are.
    package init(
        platform: Platform, measurement: Measurement, role: NodeRole?, configurationDigest: [UInt8], securityVersion: UInt32,
        isDebug: Bool, hardwareID: HardwareID, hardwareIDIsSubstitute: Bool = false, reportData: ReportData, standing: TCBStanding? = nil,
        details: PlatformDetails = .none
    ) {
        self.init(
            platform: platform, measurement: measurement, role: role, configurationDigest: configurationDigest,
            securityVersion: securityVersion, isDebug: isDebug, hardwareID: hardwareID, hardwareIDIsSubstitute: hardwareIDIsSubstitute,
            binding: .reportData(reportData), standing: standing, details: details)
    }

    /// The 64 bytes; nil where the platform signs their digest, or nothing of the caller's.
    package var reportData: ReportData? {
        guard case .reportData(let data) = binding else { return nil }
        return data
    }
}
