import Wire

/// One thing that a vendor publishes about machines, as it can be asked for.
package enum CollateralPiece: Hashable, Sendable {
    /// Which of Intel's authorities signed a platform's certificate.
    package enum Authority: String, Hashable, Sendable, CaseIterable {
        case platform, processor

        /// The authority's common name.
        package var name: String { self == .platform ? "Intel SGX PCK Platform CA" : "Intel SGX PCK Processor CA" }
    }

    /// Intel's TCB info of a family of platforms, by its 6 bytes of FMSPC.
    case tcbInfo(QuoteHeader.TEE, fmspc: [UInt8])
    /// Intel's identity of the enclave that quotes.
    case enclaveIdentity(QuoteHeader.TEE)
    /// Intel's list of revoked platforms.
    case platformList(Authority)
    /// Intel's list of revoked authorities and signers.
    case intelRootList
    /// AMD's ASK or ASVK, and its ARK.
    case amdChain(SNPProduct, SNPSigningKey)
    /// AMD's list of revoked authorities.
    case amdList(SNPProduct, SNPSigningKey)
    /// A chip's VCEK for its security versions.
    case chipKey(SNPProduct, chipID: [UInt8], SNPTCBVersion)

    /// For people: what it is.
    package var title: String {
        switch self {
        case .tcbInfo(let tee, let fmspc): "TCB info of \(tee == .sgx ? "SGX" : "TDX") family \(fmspc.hex)"
        case .enclaveIdentity(let tee): "identity of the \(tee == .sgx ? "SGX" : "TDX") quoting enclave"
        case .platformList(let authority): "revocation list of \(authority.name)"
        case .intelRootList: "revocation list of Intel's root"
        case .amdChain(let product, let key): "authorities of \(product) \(key == .vlek ? "VLEK" : "VCEK")s"
        case .amdList(let product, _): "revocation list of ARK-\(product)"
        case .chipKey(let product, let chipID, let tcb): "\(product) VCEK of chip \(Array(chipID.prefix(4)).hex)… at \(tcb)"
        }
    }
}
