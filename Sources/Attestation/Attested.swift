/// What an appraisal established about a node. There is no other way to one than an appraisal that found no failure.
public struct Attested: Sendable, Hashable {
    /// The platform that signed.
    public let platform: Platform
    /// The software.
    public let measurement: Measurement
    /// The node's role, as the platform's measurer saw it.
    public let role: NodeRole
    /// SHA-256 of the node's configuration; 32 zero bytes if it has none.
    public let configurationDigest: [UInt8]
    /// The version that rises with each security fix.
    public let securityVersion: UInt32
    /// Whether the node can be debugged; true only under a policy that spells it out.
    public let isDebug: Bool
    /// The machine.
    public let hardwareID: HardwareID
    /// What the evidence covered: an appraisal counts for that, and for nothing else.
    public let reportData: ReportData
    /// When it was appraised, in seconds since 1970.
    public let appraisedAt: UInt64

    package init(
        platform: Platform, measurement: Measurement, role: NodeRole, configurationDigest: [UInt8], securityVersion: UInt32,
        isDebug: Bool, hardwareID: HardwareID, reportData: ReportData, appraisedAt: UInt64
    ) {
        self.platform = platform
        self.measurement = measurement
        self.role = role
        self.configurationDigest = configurationDigest
        self.securityVersion = securityVersion
        self.isDebug = isDebug
        self.hardwareID = hardwareID
        self.reportData = reportData
        self.appraisedAt = appraisedAt
    }

    /// Whether no hardware stands behind it: a software TEE, which protects nothing.
    public var isSimulation: Bool { platform.isSimulation }
}
