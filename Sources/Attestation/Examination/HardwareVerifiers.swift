/// The verifiers of all platforms of hardware, under the roots of their vendors.
public enum HardwareVerifiers {
    /// One for each platform whose evidence is verified here. `cache` is what Intel's verifiers remember of documents.
    public static func all(cache: CollateralCache = CollateralCache()) -> [any EvidenceVerifier] {
        let domains = IntelVerifier(platform: .tdx, cache: cache)
        let guests = SNPVerifier()
        let own: [any EvidenceVerifier] = [
            IntelVerifier(platform: .sgx, cache: cache), domains, guests, NitroVerifier(), TPMVerifier(),
        ]
        return own + [AzureVerifier(hardware: guests), AzureVerifier(hardware: domains)].compactMap { $0 }
    }
}
