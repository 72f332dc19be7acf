/// A setting of a machine or a guest that is on or off, by the name that policies give it.
public enum PlatformTrait: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// Simultaneous multithreading is enabled: the PCK certificate's configuration, or PLATFORM_INFO bit 0.
    case smt
    /// Intel: processor packages may be added (PCK certificate, configuration).
    case dynamicPlatform = "dynamic-platform"
    /// Intel: platform keys are cached by the registration service (PCK certificate, configuration).
    case cachedKeys = "cached-keys"
    /// PLATFORM_INFO bit 1: transparent memory encryption.
    case tsme
    /// PLATFORM_INFO bit 2: error-correcting memory.
    case ecc
    /// PLATFORM_INFO bit 3: power readings are off.
    case raplDisabled = "rapl-disabled"
    /// PLATFORM_INFO bit 4: the host sees no ciphertext of guests.
    case ciphertextHiding = "ciphertext-hiding"
    /// PLATFORM_INFO bit 5: no two addresses are of one cell of memory (CVE-2024-21944, BadRAM).
    case aliasCheck = "alias-check"
    /// POLICY bit 16: the guest may run with simultaneous multithreading.
    case policySMT = "policy-smt"
    /// POLICY bit 18: a migration agent may be bound.
    case policyMigration = "policy-migration"
    /// POLICY bit 20: the guest runs on one socket only.
    case policySingleSocket = "policy-single-socket"
    /// POLICY bit 21: CXL devices and memory may be used.
    case policyCXL = "policy-cxl"
    /// POLICY bit 22: memory must be encrypted with AES-256 in XTS.
    case policyAES256XTS = "policy-aes-256-xts"
    /// POLICY bit 23: power readings must be off.
    case policyRAPLDisabled = "policy-rapl-disabled"
    /// POLICY bit 24: ciphertext hiding must be on.
    case policyCiphertextHiding = "policy-ciphertext-hiding"
    /// POLICY bit 25: pages may not be swapped.
    case policyPageSwapDisabled = "policy-page-swap-disabled"
    /// Azure, runtime data: UEFI secure boot was on.
    case secureBoot = "secure-boot"
    /// Azure, runtime data: the virtual TPM was on.
    case tpmEnabled = "tpm-enabled"
    /// Azure, runtime data: somebody at the host's console could type.
    case consoleEnabled = "console-enabled"
    /// TPM: its clock was never set back (TPMS_CLOCK_INFO, safe).
    case clockSafe = "clock-safe"

    /// The name in policy files.
    public var description: String { rawValue }

    /// The settings that a platform's evidence tells.
    public static func traits(of platform: Platform) -> [PlatformTrait] {
        switch platform {
        case .sgx, .tdx: intel
        case .azureTDX: intel + paravisor
        case .sevSNP: amd
        case .azureSNP: amd + paravisor
        case .tpm: [.clockSafe]
        default: []
        }
    }

    private static let intel: [PlatformTrait] = [.smt, .dynamicPlatform, .cachedKeys]
    private static let amd = allCases.filter { $0.platformInfoBit != nil || $0.policyBit != nil }
    private static let paravisor: [PlatformTrait] = [.secureBoot, .tpmEnabled, .consoleEnabled, .clockSafe]

    /// The bit of PLATFORM_INFO.
    var platformInfoBit: Int? {
        switch self {
        case .smt: 0
        case .tsme: 1
        case .ecc: 2
        case .raplDisabled: 3
        case .ciphertextHiding: 4
        case .aliasCheck: 5
        default: nil
        }
    }

    /// The bit of POLICY.
    var policyBit: Int? {
        switch self {
        case .policySMT: 16
        case .policyMigration: 18
        case .policySingleSocket: 20
        case .policyCXL: 21
        case .policyAES256XTS: 22
        case .policyRAPLDisabled: 23
        case .policyCiphertextHiding: 24
        case .policyPageSwapDisabled: 25
        default: nil
        }
    }
}
