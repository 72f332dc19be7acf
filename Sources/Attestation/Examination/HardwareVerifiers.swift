/// The verifiers of all platforms of hardware, under the roots of their vendors.
public enum HardwareVerifiers {
    /// One for each platform whose evidence is verified here. `cache` is what they remember of documents and lists.
    public static func all(cache: CollateralCache = CollateralCache()) -> [any EvidenceVerifier] {
        let domains = IntelVerifier(platform: .tdx, cache: cache)
        let guests = SNPVerifier(cache: cache)
        let own: [any EvidenceVerifier] = [
            IntelVerifier(platform: .sgx, cache: cache), domains, guests, NitroVerifier(), TPMVerifier(cache: cache),
        ]
        return own + [AzureVerifier(hardware: guests), AzureVerifier(hardware: domains)].compactMap { $0 }
    }
}
