/// Lowest component versions of AMD's products that answer published attacks.
public enum MinimumTCB {
    /// The components that a policy can name.
    public static let components = ["fmc", "bootloader", "tee", "snp", "microcode"]
    /// The products that a policy can name.
    public static let products = ["Milan", "Genoa", "Turin"]

    /// What AMD-SB-3019 (CVE-2024-56161, forged microcode) asks for: SNP firmware 0x18 with microcode 0xDB on Milan, SNP firmware 0x17 on
    /// Genoa, Bergamo and Siena. For Turin no lowest version is known here: a policy that accepts Turin names its own.
    public static let afterSB3019: [String: [String: UInt8]] = [
        "Milan": ["snp": 0x18, "microcode": 0xdb], "Genoa": ["snp": 0x17], "Turin": [:],
    ]

    /// Whether each product that is accepted has at least the versions of AMD-SB-3019.
    static func isAtLeastSB3019(_ minimum: [String: [String: UInt8]]?) -> Bool {
        guard let minimum else { return false }
        return afterSB3019.allSatisfy { product, lowest in
            guard let versions = minimum[product] else { return true }
            return lowest.allSatisfy { component, version in (versions[component] ?? 0) >= version }
        }
    }
}
