/// The platforms of hardware that somebody accepts, with what is demanded of each: the `platforms` of a trust file, wherever else they stand.
public struct HardwareDemands: Sendable, Equatable, Codable {
    let platforms: [Platform: PlatformPolicyDocument]

    /// No platform.
    public init() { platforms = [:] }

    /// Reads the object; throws for a platform that is not verified here, and for what does not fit its platform.
    public init(from decoder: any Decoder) throws {
        let members = try StrictMembers(decoder)
        var platforms: [Platform: PlatformPolicyDocument] = [:]
        for name in members.names {
            guard let platform = Platform(name: name), EvidencePolicy.verifiedPlatforms.contains(platform) else {
                let names = EvidencePolicy.verifiedPlatforms.map(\.description).joined(separator: ", ")
                throw TrustDocument.invalid("platforms", "platforms of hardware that this version verifies: \(names)")
            }
            let document: PlatformPolicyDocument = try members.required(name)
            _ = try document.policy(of: platform, from: PlatformPolicy(platform))
            platforms[platform] = document
        }
        self.platforms = platforms
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: StrictMembers.Name.self)
        for (platform, document) in platforms { try container.encode(document, forKey: StrictMembers.Name("\(platform)")) }
    }

    /// The accepted platforms.
    public var accepted: Set<Platform> { Set(platforms.keys) }
}

extension TrustFile {
    /// What a profile and demands on hardware come to, with the platforms whose hidden machines are accepted by what stands for them.
    ///
    /// Software, configurations, auditors and machines are for others to say.
    public init(profile: TrustProfile, hardware demands: HardwareDemands, substitutes: Set<Platform>) {
        self.init()
        namedProfile = profile
        hardwarePlatforms = demands.platforms
        hardwareSubstitutes = substitutes
    }

    /// What is demanded of the accepted platforms of hardware, whoever asks: each platform's own, and in the strict profile that hidden
    /// machines are accepted by name.
    public var platformRequirements: [any AppraisalRequirement] {
        let substitutes: [any AppraisalRequirement] = profile == .strict ? [SubstituteIsAccepted(hardwareSubstitutes)] : []
        return substitutes + hardwareRequirements
    }

    /// The dangerous choices that concern every appraisal, where the software TEE is accepted or not.
    public func dangers(acceptingSoftwareTEE accepts: Bool) -> Set<AppraisalPolicy.Danger> {
        guard profile == .development else { return [] }
        if accepts { return [.unsafeAcceptSoftwareTEE] }
        return hardwarePlatforms.keys.compactMap(policy).contains { $0.dangers.contains(.unsafeAllowDebug) } ? [.unsafeAllowDebug] : []
    }
}
