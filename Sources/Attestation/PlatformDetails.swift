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
}
