/// Whom to ask: Intel's PCS or a PCCS in its place, and AMD's KDS (docs/spec/collateral-fetching.md).
public struct CollateralSources: Hashable, Sendable {
    /// Which of two evaluations Intel is asked for.
    public enum IntelUpdate: String, Hashable, Sendable {
        /// The one that platforms had months to reach.
        case standard
        /// The newest.
        case early
    }

    /// Before `/sgx/certification/v4` and `/tdx/certification/v4`.
    public let intel: SourceURL
    /// The whole address of the list of Intel's root.
    public let intelRootList: SourceURL
    /// Before `/vcek/v1` and `/vlek/v1`.
    public let amd: SourceURL
    /// Which evaluation is asked for.
    public let intelUpdate: IntelUpdate

    private static let pcs = "https://api.trustedservices.intel.com"

    /// Intel's and AMD's own services, or others in their place; a PCCS has Intel's list of its root itself.
    ///
    /// Throws `invalidSource`.
    public init(intel: String? = nil, amd: String? = nil, intelUpdate: IntelUpdate = .standard) throws(CollateralError) {
        self.intel = try SourceURL(intel ?? Self.pcs)
        intelRootList = try SourceURL(
            self.intel.description == Self.pcs
                ? "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der" : "\(self.intel)/sgx/certification/v4/rootcacrl")
        self.amd = try SourceURL(amd ?? "https://kdsintf.amd.com")
        self.intelUpdate = intelUpdate
    }
}
