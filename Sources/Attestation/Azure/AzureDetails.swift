/// What stands behind a report of an Azure confidential machine, in its own terms.
package struct AzureDetails: Sendable {
    /// What the paravisor says about the machine.
    package let runtimeData: RuntimeData
    /// What the virtual TPM signed.
    package let tpm: TPMDetails
    /// What the processor signed.
    package let hardware: PlatformDetails
    /// What the processor measured: the paravisor.
    package let launchMeasurement: Measurement
}
