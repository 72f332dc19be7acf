/// A setting of a machine or a guest that is on or off, by the name that policies give it.
public enum PlatformTrait: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// Simultaneous multithreading is enabled: the PCK certificate's configuration, or PLATFORM_INFO bit 0.
    case smt
    /// Intel: processor packages may be added (PCK certificate, configuration).
    case dynamicPlatform = "dynamic-platform"
    /// Intel: platform keys are cached by the registration service (PCK certificate, configuration).
    case cachedKeys = "cached-keys"
    /// SGX, ATTRIBUTES bit 6: control-flow enforcement.
    case cet
    /// SGX, ATTRIBUTES bit 7: key separation and sharing, without which CONFIGID, CONFIGSVN, family and extended product mean nothing.
    case kss
    /// SGX, ATTRIBUTES bit 10: the enclave is told of interruptions.
    case aexNotify = "aex-notify"
    /// TDX, TDATTRIBUTES bit 27: linear address space separation.
    case lass
    /// TDX, TDATTRIBUTES bit 30: supervisor protection keys.
    case pks
    /// TDX, TDATTRIBUTES bit 31: Key Locker.
    case keyLocker = "key-locker"
    /// TDX, TDATTRIBUTES bit 63: performance counters.
    case perfmon
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
    /// SEV-SNP: the firmware that runs can still be taken back, as a version or build below it is committed.
    case provisionalFirmware = "provisional-firmware"
    /// FLAGS bit 0: an author's key signed the key that signed the guest.
    case authorKey = "author-key"
    /// FLAGS bit 1: the machine's owner hides the chip's key.
    case maskedChipKey = "masked-chip-key"
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
    /// TPM: its clock was never set back.
    case safeClock = "safe-clock"
    /// Azure: UEFI secure boot was on.
    case secureBoot = "secure-boot"
    /// Azure: the virtual TPM was on.
    case virtualTPM = "virtual-tpm"
    /// Azure: somebody at the host's console could type.
    case console

    /// The name in policy files.
    public var description: String { rawValue }

    /// The settings that a platform's evidence tells.
    public static func traits(of platform: Platform) -> [PlatformTrait] {
        switch platform {
        case .sgx: certified + enclave
        case .tdx: certified + domain
        case .sevSNP: guest
        case .tpm: [.safeClock]
        case .azureSNP: guest + paravisor
        case .azureTDX: certified + domain + paravisor
        default: []
        }
    }

    private static let certified: [PlatformTrait] = [.smt, .dynamicPlatform, .cachedKeys]
    private static let enclave: [PlatformTrait] = [.cet, .kss, .aexNotify]
    private static let domain: [PlatformTrait] = [.lass, .pks, .keyLocker, .perfmon]
    private static let paravisor: [PlatformTrait] = [.safeClock, .secureBoot, .virtualTPM, .console]
    private static let guest: [PlatformTrait] =
        allCases.filter { $0.bit != nil && !(enclave + domain).contains($0) } + [.provisionalFirmware, .authorKey, .maskedChipKey]
}

extension PlatformTrait {
    /// Where a setting is a bit: in SGX's ATTRIBUTES, in TDATTRIBUTES, in PLATFORM_INFO, or in POLICY.
    var bit: Int? {
        switch self {
        case .smt: 0
        case .tsme: 1
        case .ecc: 2
        case .raplDisabled: 3
        case .ciphertextHiding: 4
        case .aliasCheck: 5
        case .cet: 6
        case .kss: 7
        case .aexNotify: 10
        case .policySMT: 16
        case .policyMigration: 18
        case .policySingleSocket: 20
        case .policyCXL: 21
        case .policyAES256XTS: 22
        case .policyRAPLDisabled: 23
        case .policyCiphertextHiding: 24
        case .policyPageSwapDisabled: 25
        case .lass: 27
        case .pks: 30
        case .keyLocker: 31
        case .perfmon: 63
        default: nil
        }
    }

    /// Whether it is a bit of a guest's POLICY.
    var isOfPolicy: Bool { rawValue.hasPrefix("policy-") }

    /// Whether it is an attribute of an enclave.
    var isOfEnclave: Bool { Self.enclave.contains(self) }

    /// Whether it is an attribute of a trust domain.
    var isOfDomain: Bool { Self.domain.contains(self) }
}
