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
    package let reportData: ReportData
    /// What the vendor says of the machine's security versions; nil where a platform has no such word.
    package let standing: TCBStanding?
    /// All that the platform signed, for the requirements that know it.
    package let details: PlatformDetails

    package init(
        platform: Platform, measurement: Measurement, role: NodeRole?, configurationDigest: [UInt8], securityVersion: UInt32,
        isDebug: Bool, hardwareID: HardwareID, hardwareIDIsSubstitute: Bool = false, reportData: ReportData, standing: TCBStanding? = nil,
        details: PlatformDetails = .none
    ) {
        self.platform = platform
        self.measurement = measurement
        self.role = role
        self.configurationDigest = configurationDigest
        self.securityVersion = securityVersion
        self.isDebug = isDebug
        self.hardwareID = hardwareID
        self.hardwareIDIsSubstitute = hardwareIDIsSubstitute
        self.reportData = reportData
        self.standing = standing
        self.details = details
    }
}
