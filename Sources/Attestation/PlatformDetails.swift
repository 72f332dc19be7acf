/// The signed content of an authentic report in the platform's own terms. Each platform adds its case.
package enum PlatformDetails: Sendable {
    /// No more than the common claims.
    case none
    /// Intel SGX.
    case sgx(SGXDetails)
    /// Intel TDX.
    case tdx(TDXDetails)
    /// AMD SEV-SNP.
    case snp(SNPDetails)
    /// AWS Nitro.
    case nitro(NitroDetails)
    /// TPM 2.0.
    case tpm(TPMDetails)
    /// Azure's paravisor on SEV-SNP or TDX.
    indirect case azure(AzureDetails)
}
