/// What is demanded of one platform's evidence beyond being authentic. Absent members are the careful choice (docs/spec/appraisal.md).
public struct PlatformPolicy: Sendable, Equatable {
    /// A choice that gives protection away; never made unless it is spelt out.
    public enum Danger: String, Sendable, CaseIterable {
        /// Accept what its operator can read with a debugger.
        case unsafeAllowDebug
        /// Accept trust domains whose host can make them take exceptions on their pages.
        case unsafeAllowPageExceptions
        /// Accept guests that a migration agent may move, and with them their memory.
        case unsafeAllowMigration
    }

    /// The platform.
    public let platform: Platform
    /// The vendor's statuses that are accepted, and until when.
    public var statuses: [TCBStanding.Status: Acceptance] = [.upToDate: .always]
    /// Advisories that are accepted of machines that are not up to date, and until when.
    public var advisories: [String: Acceptance] = [:]
    /// The lowest tcbEvaluationDataNumber; 0 for any.
    public var minimumEvaluationNumber: UInt32 = 0
    /// Accepted values of registers; registers that are not named are free.
    public var registers: [SignedRegister: [[UInt8]]] = [:]
    /// What must be in the boot event log of registers; registers that are not named need none.
    public var events: [SignedRegister: EventDemands] = [:]
    /// Bits of registers that must have certain values.
    public var bits: [SignedRegister: RegisterBits] = [:]
    /// Accepted signers of SGX enclaves, with product and lowest version; nil leaves them free.
    public var signers: [EnclaveSigner]?
    /// Accepted service domains of TDX (MRSERVICETD) besides none.
    public var serviceDomains: [[UInt8]] = []
    /// Settings that must be on.
    public var required: Set<PlatformTrait> = []
    /// Settings that must be off.
    public var refused: Set<PlatformTrait> = []
    /// SEV-SNP: the lowest component versions of each product; nil for any. Products that are not named are then refused.
    public var minimumTCB: [String: [String: UInt8]]?
    /// SEV-SNP: the accepted privilege levels (VMPL).
    public var privilegeLevels: Set<UInt32> = [0]
    /// SEV-SNP: the lowest GUEST_SVN.
    public var minimumGuestVersion: UInt32 = 0
    /// SEV-SNP: further demands.
    public var guest = GuestDemands()
    /// SGX and TDX: lowest versions.
    public var intel = IntelDemands()
    /// TPM and Azure: the accepted attestation keys, which of a plain TPM then need no certificate; nil for any that is vouched for.
    public var attestationKeys: Set<AttestationKeyName>?
    /// The dangerous choices made.
    public var dangers: Set<Danger> = []

    /// The careful policy of a platform.
    public init(_ platform: Platform) { self.platform = platform }

    /// The policy of the strict profile: beside the defaults, what answers the known attacks on the platform.
    public static func strict(_ platform: Platform) -> PlatformPolicy {
        var policy = PlatformPolicy(platform)
        if [.sevSNP, .azureSNP].contains(platform) {
            policy.minimumTCB = MinimumTCB.afterSB3019
            policy.required = [.aliasCheck]
        }
        return policy
    }

    /// The demands, in order.
    public var requirements: [any EvidenceRequirement] {
        var list: [any EvidenceRequirement] = [StandingIsAccepted(statuses), AdvisoriesAreAccepted(advisories)]
        if minimumEvaluationNumber > 0 { list.append(EvaluationIsAtLeast(minimumEvaluationNumber)) }
        if !dangers.contains(.unsafeAllowDebug) { list.append(DebuggingIsOff()) }
        switch platform {
        case .sgx: list += enclaveRequirements
        case .tdx, .azureTDX: list += domainRequirements
        case .sevSNP, .azureSNP: list += guestRequirements
        default: break
        }
        if let attestationKeys { list.append(AttestationKeyIsAccepted(attestationKeys)) }
        if !required.isEmpty || !refused.isEmpty { list.append(TraitsAreAccepted(required: required, refused: refused)) }
        for (register, accepted) in registers.sorted(by: { $0.key.description < $1.key.description }) {
            list.append(RegisterIsAccepted(register, in: accepted))
        }
        for (register, wanted) in bits.sorted(by: { $0.key.description < $1.key.description }) {
            list.append(BitsAreAccepted(register, wanted))
        }
        for (register, demands) in events.sorted(by: { $0.key.description < $1.key.description }) {
            list.append(EventsAreAccepted(register, demands))
        }
        return list
    }

    private var enclaveRequirements: [any EvidenceRequirement] {
        let signer: [any EvidenceRequirement] = if let signers { [SignerIsAccepted(signers)] } else { [] }
        return [EnclaveAttributesAreAccepted()] + signer + intel.requirements
    }

    private var domainRequirements: [any EvidenceRequirement] {
        let exceptions: [any EvidenceRequirement] = dangers.contains(.unsafeAllowPageExceptions) ? [] : [ExceptionsAreDisabled()]
        return [DomainAttributesAreAccepted(), ServiceDomainIsAccepted(serviceDomains)] + exceptions + intel.requirements
    }

    private var guestRequirements: [any EvidenceRequirement] {
        var list: [any EvidenceRequirement] = [PrivilegeIsAccepted(privilegeLevels), CommittedIsNotAhead()]
        if !dangers.contains(.unsafeAllowMigration) { list.append(MigrationIsOff()) }
        if let minimumTCB { list.append(ComponentsAreAtLeast(minimumTCB)) }
        if minimumGuestVersion > 0 { list.append(GuestVersionIsAtLeast(minimumGuestVersion)) }
        return list + guest.requirements
    }
}
