/// An authentic SEV-SNP report with all that its key's certificate adds.
package struct SNPDetails: Sendable {
    package let report: SNPReport
    package let product: SNPProduct
    /// Whose key signed.
    package let holder: SNPEndorsementKey.Holder
    /// What the key was derived for: the same as its certificate says.
    package let reportedTCB: SNPTCBVersion
    /// What runs.
    package let currentTCB: SNPTCBVersion
    /// What the firmware cannot be set back below.
    package let committedTCB: SNPTCBVersion
    /// What ran when the guest was launched.
    package let launchTCB: SNPTCBVersion

    /// The chip's id, and what stands for one where the machine's owner hides it: SHA-256 over `vlek` and the provider's name.
    let hardwareID: HardwareID
    /// Whether it is what stands for one.
    let hardwareIDIsSubstitute: Bool
}
