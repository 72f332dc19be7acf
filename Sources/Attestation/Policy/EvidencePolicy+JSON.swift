extension EvidencePolicy {
    /// The longest document.
    public static let maximumLength = 65_536

    /// Reads a policy file (docs/spec/appraisal.md); throws `invalidTrust` with a sentence that names the place for anything else.
    public init(json: [UInt8]) throws(AttestationError) {
        let document: EvidencePolicyDocument = try StrictDocument.read(json, as: "the policy", atMost: Self.maximumLength)
        self = document.policy
    }
}

/// A policy file, read strictly.
struct EvidencePolicyDocument: Decodable {
    let policy: EvidencePolicy

    init(from decoder: any Decoder) throws {
        let members = try StrictMembers(decoder, named: ["version", "platforms", "hardware", "confidentialMemory"])
        guard try members.required("version") == 1 else { throw TrustDocument.invalid("version", "1") }
        let entries: [String: PlatformPolicyDocument] = try members.required("platforms")
        var policy = EvidencePolicy([PlatformPolicy]())
        for (name, entry) in entries {
            guard let platform = Platform(name: name), EvidencePolicy.verifiedPlatforms.contains(platform) else {
                throw TrustDocument.invalid("platforms", "platforms of hardware, such as tdx")
            }
            policy.platforms[platform] = try entry.policy(of: platform, from: PlatformPolicy(platform))
        }
        if members.has("hardware") {
            policy.hardware = try members.list("hardware").map { text in
                guard let machine = HardwareID(text) else { throw TrustDocument.invalid("hardware", "a hardware id such as tdx:ab12…") }
                return machine
            }
        }
        policy.confidentialMemory = try members.optional("confidentialMemory") ?? false
        self.policy = policy
    }
}
