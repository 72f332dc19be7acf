/// A digest or register that a platform signs, by the name that claims and policies give it.
public struct SignedRegister: Hashable, Sendable, CustomStringConvertible {
    /// The name, such as `mrtd` or `pcr4`.
    public let description: String

    private init(_ name: String) { description = name }

    /// The registers of a platform that a policy can name.
    public static func registers(of platform: Platform) -> [SignedRegister] {
        let pcrs = (0..<32).map { "pcr\($0)" }
        let names: [String] =
            switch platform {
            case .sgx: sgx
            case .tdx: tdx
            case .sevSNP: snp
            case .nitro, .tpm: pcrs
            case .azureSNP: snp + pcrs
            case .azureTDX: tdx + pcrs
            default: []
            }
        return names.map(SignedRegister.init)
    }

    /// The register of a name; nil if the platform has none of it.
    public init?(_ name: String, of platform: Platform) {
        guard let register = Self.registers(of: platform).first(where: { $0.description == name }) else { return nil }
        self = register
    }

    /// The number of a platform configuration register; nil for others.
    var pcr: Int? { description.hasPrefix("pcr") ? Int(description.dropFirst(3)) : nil }

    /// Where boot event logs have the register: its index there, and the bank that policies compare; nil for what no log extends.
    var logged: (index: UInt32, bank: TPMHash)? {
        if let pcr, pcr < 24 { return (UInt32(pcr), .sha256) }
        guard description.hasPrefix("rtmr"), let number = UInt32(description.dropFirst(4)) else { return nil }
        return (number + 1, .sha384)
    }

    private static let sgx = ["mrenclave", "mrsigner", "config_id", "family_id", "ext_prod_id"]
    private static let tdx = [
        "mrtd", "rtmr0", "rtmr1", "rtmr2", "rtmr3", "mrseam", "mrsignerseam", "mrconfigid", "mrowner", "mrownerconfig",
    ]
    private static let snp = ["measurement", "host_data", "id_key_digest", "author_key_digest", "family_id", "image_id", "report_id"]
}
