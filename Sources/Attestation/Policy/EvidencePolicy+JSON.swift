#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension EvidencePolicy {
    /// The longest document.
    public static let maximumLength = 65_536

    /// Reads a policy file (docs/spec/appraisal.md); throws `invalidTrust` with a sentence that names the place for anything else.
    public init(json: [UInt8]) throws(AttestationError) {
        guard json.count <= Self.maximumLength, String(validating: json, as: UTF8.self) != nil, !json.contains(0),
            !json.starts(with: [0xEF, 0xBB, 0xBF])
        else {
            throw AttestationError(.invalidTrust, "the policy is not JSON in UTF-8 of at most \(Self.maximumLength) bytes")
        }
        let document: EvidencePolicyDocument
        do {
            document = try JSONDecoder().decode(EvidencePolicyDocument.self, from: Data(json))
        } catch let error as AttestationError {
            throw error
        } catch let error as DecodingError {
            throw AttestationError(.invalidTrust, TrustDocument.sentence(for: error))
        } catch {
            throw AttestationError(.invalidTrust, "the policy is not JSON")
        }
        guard !JSONNames.repeat(in: json) else {
            throw AttestationError(.invalidTrust, "the policy names something twice in one object, or escapes a name")
        }
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
