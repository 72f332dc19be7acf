import Wire

/// An examination in the words of EAR, for others who rely on it: claims of an EAT attestation result (draft-ietf-rats-ear), not yet signed.
///
/// It says no more than was examined: software and machine are affirmed only where the policy lists which ones are accepted.
public struct AttestationResult: Sendable, Encodable {
    /// Trust tiers of AR4SI (draft-ietf-rats-ar4si, section 2.3).
    public enum Tier: String, Sendable, Encodable {
        case affirming, warning, contraindicated
    }

    /// How far each part can be trusted: 0 no claim, 2 to 31 affirming, 32 to 95 warning, 96 to 127 contraindicated.
    struct Vector: Sendable, Encodable {
        let instanceIdentity: Int
        let executables: Int
        let hardware: Int
        let runtimeOpaque: Int

        enum CodingKeys: String, CodingKey {
            case instanceIdentity = "instance-identity"
            case executables, hardware
            case runtimeOpaque = "runtime-opaque"
        }
    }

    /// What is said of the one attester.
    struct Appraisal: Sendable, Encodable {
        let status: Tier
        let vector: Vector
        let evidence: Evidence

        enum CodingKeys: String, CodingKey {
            case status = "ear.status"
            case vector = "ear.trustworthiness-vector"
            case evidence = "cloister.evidence"
        }
    }

    /// Cloister's own words beside EAR's.
    struct Evidence: Sendable, Encodable {
        let format: String
        let result: String
        let status: String
        let advisories: [String]
        let debug: Bool?
        let claims: ClaimValue
        let reasons: [String]
    }

    struct Verifier: Sendable, Encodable {
        let build: String
        let developer: String
    }

    /// The profile that the draft names.
    public static let profile = "tag:github.com,2023:veraison/ear"

    let issuedAt: UInt64
    let nonce: String?
    let verifier: Verifier
    let submodules: [String: Appraisal]

    enum CodingKeys: String, CodingKey {
        case profile = "eat_profile"
        case issuedAt = "iat"
        case nonce = "eat_nonce"
        case verifier = "ear.verifier-id"
        case submodules = "submods"
    }

    /// The result of an examination under a policy. `build` names the program that examined.
    public init(_ examination: EvidenceExamination, under policy: EvidencePolicy, nonce: [UInt8]? = nil, build: String) {
        issuedAt = examination.time
        self.nonce = nonce?.hex
        verifier = Verifier(build: build, developer: "Cloister")
        let appraisal = Appraisal(
            status: Self.tier(examination), vector: Self.vector(examination, policy),
            evidence: Evidence(
                format: "\(examination.format)", result: examination.result.rawValue, status: examination.status,
                advisories: examination.advisories, debug: examination.debug, claims: .object(examination.claims),
                reasons: examination.reasons.map(\.code)))
        submodules = [examination.platform?.description ?? "unknown": appraisal]
    }

    /// Writes the claims.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.profile, forKey: .profile)
        try container.encode(issuedAt, forKey: .issuedAt)
        try container.encodeIfPresent(nonce, forKey: .nonce)
        try container.encode(verifier, forKey: .verifier)
        try container.encode(submodules, forKey: .submodules)
    }

    /// Affirming only what is verified; a warning where nothing but the vendor's standing is in the way.
    private static func tier(_ examination: EvidenceExamination) -> Tier {
        guard examination.result == .refused else { return .affirming }
        let mild: Set<String> = ["tcb_status_not_accepted", "advisory_not_accepted"]
        let isMild = examination.isAuthentic && examination.status != "Revoked" && examination.reasons.allSatisfy { mild.contains($0.code) }
        return isMild ? .warning : .contraindicated
    }

    private static func vector(_ examination: EvidenceExamination, _ policy: EvidencePolicy) -> Vector {
        guard examination.isAuthentic, let platform = examination.platform else {
            return Vector(instanceIdentity: 0, executables: 0, hardware: 97, runtimeOpaque: 0)
        }
        let demands = policy.platforms[platform]
        let listsSoftware = demands.map { !$0.registers.isEmpty || $0.signers != nil } ?? false
        let codes = Set(examination.reasons.map(\.code))
        let hardware =
            switch examination.status {
            case "UpToDate", EvidenceExamination.Standing.verified: 2
            case "Revoked": 96
            default: 32
            }
        let software = codes.isDisjoint(with: ["register_not_accepted", "signer_not_accepted"]) ? 2 : 33
        let memory = examination.debug == true ? 96 : platform.confidentialMemory ? 2 : 0
        return Vector(
            instanceIdentity: policy.hardware == nil ? 0 : codes.contains("hardware_not_accepted") ? 97 : 2,
            executables: listsSoftware ? software : 0, hardware: hardware, runtimeOpaque: memory)
    }
}
