import Wire

/// An examination in the words of EAR, for others who rely on it: claims of an EAT attestation result, not yet signed.
///
/// Names and values are those of draft-ietf-rats-ear-04, sections 3 and 3.1, on top of RFC 9711 (`eat_profile`, `eat_nonce`, `submods`) and
/// RFC 7519 (`iat`). It says no more than was examined: software and machine are affirmed only where the policy lists which ones are accepted.
public struct AttestationResult: Sendable, Encodable {
    /// What is said of the one attester (section 3.1).
    struct Appraisal: Sendable, Encodable {
        let status: TrustTier
        let vector: TrustVector
        let nonce: String?
        let attesterClaims: ClaimValue?
        let verifierClaims: Verdict

        enum CodingKeys: String, CodingKey {
            case status = "ear_status"
            case vector = "ear_trustworthiness_vector"
            case nonce = "eat_nonce"
            case attesterClaims = "ear_attester_claims"
            case verifierClaims = "ear_verifier_claims"
        }
    }

    /// What this program prints of an examination: claims that the verifier answers for.
    struct Verdict: Sendable, Encodable {
        let format: String
        let result: String
        let status: String
        let advisories: [String]
        let debug: Bool?
        let reasons: [String]
    }

    /// ar4si.verifier-id: both members are texts.
    struct Verifier: Sendable, Encodable {
        let build: String
        let developer: String
    }

    /// The profile of the claims, as the draft fixes it.
    public static let profile = "tag:ietf.org,2026:rats/ear#04"
    /// The lengths of nonces that EAT carries, in bytes (RFC 9711, section 4.1). Others are left out.
    public static let nonceLengths = 8...64

    let issuedAt: UInt64
    let nonce: String?
    let verifier: Verifier
    let submodules: [String: Appraisal]

    enum CodingKeys: String, CodingKey {
        case profile = "eat_profile"
        case status = "ear_status"
        case issuedAt = "iat"
        case nonce = "eat_nonce"
        case verifier = "ear_verifier_id"
        case submodules = "submods"
    }

    /// The result of an examination under a policy. `nonce` is what the evidence had to be made for; `build` names the program that examined.
    public init(_ examination: EvidenceExamination, under policy: EvidencePolicy, nonce: [UInt8]? = nil, build: String) {
        issuedAt = examination.time
        let text = nonce.flatMap { Self.nonceLengths.contains($0.count) ? String(Base64.encode($0)) : nil }
        self.nonce = text
        verifier = Verifier(build: build, developer: "Cloister")
        let isFresh = examination.isAuthentic && !examination.reasons.contains { $0.code == "nonce_mismatch" }
        let vector = TrustVector(examination, under: policy)
        let appraisal = Appraisal(
            status: max(Self.tier(examination), vector.worst), vector: vector, nonce: isFresh ? text : nil,
            attesterClaims: examination.claims.isEmpty ? nil : .object(examination.claims),
            verifierClaims: Verdict(
                format: "\(examination.format)", result: examination.result.rawValue, status: examination.status,
                advisories: examination.advisories, debug: examination.debug, reasons: examination.reasons.map(\.code)))
        submodules = [examination.platform?.description ?? "unknown": appraisal]
    }

    /// Writes the claims.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.profile, forKey: .profile)
        try container.encodeIfPresent(submodules.values.map(\.status).max(), forKey: .status)
        try container.encode(issuedAt, forKey: .issuedAt)
        try container.encodeIfPresent(nonce, forKey: .nonce)
        try container.encode(verifier, forKey: .verifier)
        try container.encode(submodules, forKey: .submodules)
    }

    /// Affirming only what is verified; a warning where nothing but the vendor's standing is in the way.
    private static func tier(_ examination: EvidenceExamination) -> TrustTier {
        guard examination.result == .refused else { return .affirming }
        let mild: Set<String> = ["tcb_status_not_accepted", "advisory_not_accepted"]
        return examination.isAuthentic && examination.reasons.allSatisfy { mild.contains($0.code) } ? .warning : .contraindicated
    }
}
