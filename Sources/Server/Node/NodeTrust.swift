import Attestation

/// What a node's configuration demands of its peers, read and checked.
struct NodeTrust: Sendable {
    let profile: TrustProfile
    let auditors: AuditorSet?
    /// The accepted machines; nil accepts any machine of an accepted platform.
    let hardware: [HardwareID]?
    /// The accepted platforms of hardware with the demands on each.
    private let demands: TrustFile
    private let acceptsSoftwareTEE: Bool
    private let verified: Set<Platform>

    /// Throws one sentence for the operator.
    init(_ trust: NodeConfiguration.Trust) throws {
        let word = try trust.profile.map { name in
            guard let profile = TrustProfile(rawValue: name) else { throw NodeError("profile must be strict or development") }
            return profile
        }
        profile = word ?? (trust.softwareTEE == nil ? .strict : .development)
        auditors = try trust.auditors?.auditorSet()
        hardware = try trust.hardware?.map { text in
            guard let machine = HardwareID(text) else { throw NodeError("hardware must list machines such as software-tee:ab12…") }
            return machine
        }
        guard hardware?.count ?? 0 <= TrustFile.maximumEntries else {
            throw NodeError("hardware lists more than \(TrustFile.maximumEntries) machines")
        }
        let substitutes = try (trust.hardwareSubstitutes ?? []).map { name in
            guard let platform = Platform(name: name), platform.mayHideHardwareID else {
                throw NodeError("hardwareSubstitutes must list platforms that hide their machines, such as nitro")
            }
            return platform
        }
        acceptsSoftwareTEE = trust.softwareTEE != nil
        let named = trust.platforms ?? HardwareDemands()
        verified = named.accepted
        demands = TrustFile(profile: profile, hardware: named, substitutes: Set(substitutes))
        var missing = profile.shortcomings(
            acceptsSoftwareTEE: acceptsSoftwareTEE, hardware: hardware, substitutes: Set(substitutes), auditors: auditors)
        if profile == .strict {
            if verified.isEmpty { missing.append("the platforms that are accepted (platforms)") }
            missing += demands.hardwareShortcomings
        }
        guard missing.isEmpty else {
            throw NodeError("the profile is strict, as it is without the software TEE, and that needs: \(missing.joined(separator: "; "))")
        }
    }

    /// The release manifests of the auditors, remembered in the state folder, one memory for each role; nil without auditors.
    func releases(in folder: String, as role: NodeRole) throws -> ReleaseStore? {
        guard let auditors else { return nil }
        return try ReleaseStore(pinned: auditors, profile: profile, file: ReleaseFile(path: "\(folder)/releases.\(role)"))
    }

    /// Whether nodes on a platform are accepted at all.
    func accepts(_ platform: Platform) -> Bool { verified.contains(platform) || acceptsSoftwareTEE && platform == .softwareTEE }

    /// Verifiers of the accepted platforms of hardware, under their vendors' roots.
    var verifiers: [any EvidenceVerifier] { demands.hardwareVerifiers() }

    /// The dangerous choices that the configuration makes; none if strict.
    func dangers(onSoftwareTEE isSoftware: Bool) -> Set<AppraisalPolicy.Danger> {
        demands.dangers(acceptingSoftwareTEE: acceptsSoftwareTEE && isSoftware)
    }

    /// What is demanded of a peer besides its software and its configuration.
    var requirements: [any AppraisalRequirement] {
        let platforms = verified.union(acceptsSoftwareTEE ? [.softwareTEE] : [])
        var requirements: [any AppraisalRequirement] = [PlatformIsAccepted(platforms)]
        if let hardware {
            requirements.append(HardwareIsAccepted(hardware))
        } else if profile == .strict {
            requirements.append(HardwareIsAccepted([]))
        }
        if profile == .strict { requirements.append(MemoryIsConfidential()) }
        return requirements + demands.platformRequirements
    }
}
