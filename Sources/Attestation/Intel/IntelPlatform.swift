/// What a quote's certificates and Intel's documents say of its platform: the same for enclaves and domains.
package struct IntelPlatform: Sendable {
    /// The quote's version, 3 to 5.
    package let quoteVersion: UInt16
    /// What the platform's certificate says.
    package let certificate: PCKExtension
    /// Which of Intel's authorities signed it, by its common name.
    package let authority: String
    /// The quoting enclave's report.
    package let quotingEnclave: SGXReportBody
    /// The levels that were matched.
    package let tcb: IntelTCB
    /// tcbEvaluationDataNumber of the TCB info and of the enclave identity.
    package let tcbInfoEvaluationNumber: UInt32
    package let identityEvaluationNumber: UInt32
    /// When all endorsements are valid, in seconds since 1970, both inclusive.
    package let window: ClosedRange<Int64>
    /// Whether the hardware id is that of the platform's certificate, as no instance is named, and so changes with every TCB recovery.
    package var isInstanceUnnamed: Bool { certificate.platformInstanceID == nil }
}
