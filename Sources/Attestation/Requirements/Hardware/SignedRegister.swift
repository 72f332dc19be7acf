/// A digest, register or field of bytes that a platform signs, by the name that claims and policies give it.
public struct SignedRegister: Hashable, Sendable, CustomStringConvertible {
    /// The name, such as `mrtd`, `pcr4` or `sha384:pcr4`.
    public let description: String

    private init(_ name: String) { description = name }

    /// The registers of a platform that a policy can name.
    public static func registers(of platform: Platform) -> [SignedRegister] {
        let names: [String] =
            switch platform {
            case .sgx: sgx
            case .tdx: tdx
            case .sevSNP: snp
            case .nitro: pcrs + nitro
            case .tpm: banks + tpm
            case .azureSNP: snp + banks + tpm + azure
            case .azureTDX: tdx + banks + tpm + azure
            default: []
            }
        return names.map(SignedRegister.init)
    }

    /// The register of a name; nil if the platform has none of it.
    public init?(_ name: String, of platform: Platform) {
        guard let register = Self.registers(of: platform).first(where: { $0.description == name }) else { return nil }
        self = register
    }

    /// The bank and the number of a platform configuration register; nil for others. A number alone is of the SHA-256 bank, on Nitro of its only one.
    var pcr: (bank: TPMHash, number: UInt8)? {
        let parts = description.split(separator: ":")
        let bank = parts.count == 2 ? TPMHash.allCases.first { "\($0)" == parts[0] } : .sha256
        guard let bank, let name = parts.last, name.hasPrefix("pcr"), let number = UInt8(name.dropFirst(3)) else { return nil }
        return (bank, number)
    }

    /// Where boot event logs have the register: its index there, and the bank that policies compare; nil for what no log extends.
    var logged: (index: UInt32, bank: TPMHash)? {
        if let pcr, pcr.number < 24 { return (UInt32(pcr.number), pcr.bank) }
        guard description.hasPrefix("rtmr"), let number = UInt32(description.dropFirst(4)) else { return nil }
        return (number + 1, .sha384)
    }

    /// Whether it says which software was started, and not how or by whom.
    var namesSoftware: Bool { pcr != nil || Self.software.contains(description) }

    private static let software: Set<String> = ["mrenclave", "mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3", "measurement"]
    private static let pcrs = (0..<32).map { "pcr\($0)" }
    /// Of every bank but SHA-1's, whose values anybody can make two contents for.
    private static let banks =
        pcrs + TPMHash.allCases.filter(\.isCollisionResistant).flatMap { bank in pcrs.map { "\(bank):\($0)" } }
    private static let sgx = [
        "mrenclave", "mrsigner", "config_id", "family_id", "ext_prod_id", "attributes", "miscselect", "cpusvn", "report_data",
    ]
    private static let tdx = [
        "mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3", "mrseam", "mrsignerseam", "mrconfigid", "mrowner", "mrownerconfig", "mrservicetd",
        "tdattributes", "seamattributes", "xfam", "tee_tcb_svn", "tee_tcb_svn2", "report_data",
    ]
    private static let snp = [
        "measurement", "host_data", "id_key_digest", "author_key_digest", "family_id", "image_id", "report_id", "report_id_ma", "chip_id",
        "policy", "platform_info", "report_data",
    ]
    private static let nitro = ["public_key", "user_data", "nonce"]
    private static let tpm = ["extra_data", "firmware_version", "qualified_signer"]
    private static let azure = ["user_data"]
}
