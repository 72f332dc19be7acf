/// How far something can be trusted (draft-ietf-rats-ar4si-09, section 2.3.2), from the best to the worst. `none` is never said here: what is
/// not examined is left out of the vector.
public enum TrustTier: String, Sendable, Encodable, Comparable, CaseIterable {
    case affirming, warning, contraindicated

    /// The tier of a claim's value: 2 to 31, 32 to 95, and 96 to 127.
    init(_ value: Int) { self = value < 32 ? .affirming : value < 96 ? .warning : .contraindicated }

    /// Whether `left` is the better one.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .affirming: 0
        case .warning: 1
        case .contraindicated: 2
        }
    }
}

/// What is claimed of each part of an attester (draft-ietf-rats-ar4si-09, section 2.3.4). Parts of which nothing is claimed are left out.
struct TrustVector: Sendable, Encodable {
    /// 2: a machine that the policy lists; 97: none of those.
    let instanceIdentity: Int?
    /// 96: settings that are refused.
    let configuration: Int?
    /// 3: what was launched is on the policy's lists; 33: it is not.
    let executables: Int?
    /// 2: genuine; 32: genuine, with known vulnerabilities; 96: genuine, and revoked; 97: below all that its vendor lists; 99: signatures do not hold.
    let hardware: Int
    /// 2: memory is encrypted; 96: visible to the operator, where that was not to be.
    let runtimeOpaque: Int?

    enum CodingKeys: String, CodingKey {
        case instanceIdentity = "instance-identity"
        case configuration, executables, hardware
        case runtimeOpaque = "runtime-opaque"
    }

    /// The worst of what is claimed: an appraisal's status is never better (draft-ietf-rats-ear-04, section 3.1).
    var worst: TrustTier {
        TrustTier([instanceIdentity, configuration, executables, runtimeOpaque].compactMap { $0 }.reduce(hardware, max))
    }

    private static let settings: Set<String> = [
        "attributes_not_accepted", "sept_ve_not_disabled", "service_td_not_accepted", "vmpl_not_accepted", "guest_policy_not_accepted",
        "platform_info_not_accepted",
    ]

    init(_ examination: EvidenceExamination, under policy: EvidencePolicy) {
        guard examination.isAuthentic, let platform = examination.platform else {
            (instanceIdentity, configuration, executables, runtimeOpaque) = (nil, nil, nil, nil)
            hardware = examination.status == EvidenceExamination.Standing.noMatch ? 97 : 99
            return
        }
        let codes = Set(examination.reasons.map(\.code))
        instanceIdentity = policy.hardware.map { _ in codes.contains("hardware_not_accepted") ? 97 : 2 }
        configuration = codes.isDisjoint(with: Self.settings) ? nil : 96
        let demands = policy.platforms[platform]
        let listsSoftware = demands.map { $0.signers != nil || $0.registers.keys.contains(where: \.namesSoftware) } ?? false
        let isListed = codes.isDisjoint(with: ["register_not_accepted", "signer_not_accepted"])
        executables = listsSoftware ? isListed ? 3 : 33 : nil
        let isOld = !codes.isDisjoint(with: ["tcb_too_low", "security_version_too_low"])
        hardware =
            switch examination.status {
            case "UpToDate", EvidenceExamination.Standing.verified: isOld ? 32 : 2
            case "Revoked": 96
            default: 32
            }
        let isVisible = examination.debug == true || codes.contains("memory_not_confidential")
        runtimeOpaque = isVisible ? 96 : platform.confidentialMemory ? 2 : nil
    }
}
