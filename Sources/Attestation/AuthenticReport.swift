/// A report whose signatures hold under a trust root. No policy has seen it yet, so its claims are not public.
public struct AuthenticReport: Sendable {
    package let platform: Platform
    package let measurement: Measurement
    package let role: NodeRole
    package let configurationDigest: [UInt8]
    package let securityVersion: UInt32
    package let isDebug: Bool
    package let hardwareID: HardwareID
    package let reportData: ReportData

    package init(
        platform: Platform, measurement: Measurement, role: NodeRole, configurationDigest: [UInt8], securityVersion: UInt32,
        isDebug: Bool, hardwareID: HardwareID, reportData: ReportData
    ) {
        self.platform = platform
        self.measurement = measurement
        self.role = role
        self.configurationDigest = configurationDigest
        self.securityVersion = securityVersion
        self.isDebug = isDebug
        self.hardwareID = hardwareID
        self.reportData = reportData
    }
}
