/// What is demanded of evidence in a file, by platform.
public struct EvidencePolicy: Sendable, Equatable {
    /// The accepted platforms with their demands.
    public var platforms: [Platform: PlatformPolicy]
    /// The accepted machines; nil for any.
    public var hardware: [HardwareID]?
    /// Whether memory must be kept from the machine's operator.
    public var confidentialMemory: Bool

    /// A policy of these platforms, on any machine.
    public init(_ platforms: some Sequence<PlatformPolicy>) {
        self.platforms = Dictionary(platforms.map { ($0.platform, $0) }) { _, last in last }
        hardware = nil
        confidentialMemory = false
    }

    /// The platforms whose evidence can be verified, but for the software TEE.
    public static let verifiedPlatforms: [Platform] = [.sgx, .tdx, .sevSNP, .nitro, .azureSNP, .azureTDX, .tpm]

    /// What holds where no policy is given: every platform of hardware, with its careful defaults.
    public static let careful = EvidencePolicy(verifiedPlatforms.map(PlatformPolicy.init))

    /// What holds for real data: confidential memory, and what answers the known attacks. A list of machines is to be added.
    public static let strict: EvidencePolicy = {
        var policy = EvidencePolicy(verifiedPlatforms.filter(\.confidentialMemory).map(PlatformPolicy.strict))
        policy.confidentialMemory = true
        return policy
    }()

    /// The demands on a report of a platform.
    func requirements(for platform: Platform) -> [any EvidenceRequirement] {
        var list: [any EvidenceRequirement] = [PlatformHasPolicy(platforms.keys)]
        list += platforms[platform]?.requirements ?? []
        if let hardware { list.append(RoleIndependent(HardwareIsAccepted(hardware))) }
        if confidentialMemory { list.append(RoleIndependent(MemoryIsConfidential())) }
        return list
    }
}
