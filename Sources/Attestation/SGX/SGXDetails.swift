/// All that an authentic SGX quote says.
package struct SGXDetails: Sendable {
    /// The enclave's report.
    package let report: SGXReportBody
    /// The platform that it runs on.
    package let platform: IntelPlatform
}
