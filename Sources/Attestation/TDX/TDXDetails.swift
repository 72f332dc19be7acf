/// All that an authentic TDX quote says.
package struct TDXDetails: Sendable {
    /// The domain's report.
    package let report: TDXReportBody
    /// The platform that it runs on.
    package let platform: IntelPlatform
    /// The boot event log that replays to the runtime measurements; nil without one.
    package let eventLog: BootEventLog?
}
