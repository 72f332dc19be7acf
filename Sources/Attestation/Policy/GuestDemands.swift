/// What is demanded of SEV-SNP guests and their machines, beside ``PlatformPolicy``'s own. Empty demands nothing.
public struct GuestDemands: Sendable, Equatable {
    /// Whose key signs a report.
    public enum SigningKey: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// The chip's own (VCEK).
        case chip = "vcek"
        /// One that AMD gave to a cloud provider (VLEK).
        case provider = "vlek"

        /// The name in policy files.
        public var description: String { rawValue }
    }

    /// The accepted kinds of keys.
    public var signingKeys: Set<SigningKey> = Set(SigningKey.allCases)
    /// The accepted providers of VLEKs, by AMD's names (csp_id); nil for any.
    public var providers: [String]?
    /// The oldest interface that the guest's POLICY may let it run on (ABI_MAJOR and ABI_MINOR); nil for any.
    public var minimumABI: DottedVersion?
    /// The lowest firmware, current and committed: major, minor and build; nil for any.
    public var minimumFirmware: DottedVersion?
    /// Bits of the mitigation vectors, at launch and now, that must be set.
    public var mitigations: UInt64 = 0
    /// The lowest component versions of each product at one level alone; products that are not named are then refused.
    public var minimumLevels: [TCBLevel: [String: [String: UInt8]]] = [:]

    /// One of a report's four TCB versions.
    public enum TCBLevel: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
        case reported, committed, launch, current

        /// The name in policy files.
        public var description: String { rawValue }
    }

    /// Demands nothing.
    public init() {}

    /// The demands, in order.
    var requirements: [any EvidenceRequirement] {
        var list: [any EvidenceRequirement] = [SigningKeyIsAccepted(signingKeys, providers: providers)]
        if let minimumABI { list.append(InterfaceIsAtLeast(minimumABI)) }
        if let minimumFirmware { list.append(FirmwareIsAtLeast(minimumFirmware)) }
        if mitigations != 0 { list.append(MitigationsAreVerified(mitigations)) }
        for level in TCBLevel.allCases {
            if let minimum = minimumLevels[level] { list.append(ComponentsAreAtLeast(minimum, at: [level])) }
        }
        return list
    }
}
