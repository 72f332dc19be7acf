import Attestation

/// What a node's configuration demands of its peers, read and checked.
struct NodeTrust: Sendable {
    let profile: TrustProfile
    let auditors: AuditorSet?
    /// The accepted machines; nil accepts any machine of an accepted platform.
    let hardware: [HardwareID]?

    /// Throws one sentence for the operator.
    init(_ trust: NodeConfiguration.Trust) throws {
        let named = try trust.profile.map { name in
            guard let profile = TrustProfile(rawValue: name) else { throw NodeError("profile must be strict or development") }
            return profile
        }
        profile = named ?? (trust.softwareTEE == nil ? .strict : .development)
        auditors = try trust.auditors?.auditorSet()
        hardware = try trust.hardware?.map { text in
            guard let machine = HardwareID(text) else { throw NodeError("hardware must list machines such as software-tee:ab12…") }
            return machine
        }
        guard hardware?.count ?? 0 <= TrustFile.maximumEntries else {
            throw NodeError("hardware lists more than \(TrustFile.maximumEntries) machines")
        }
        let substitutes = try (trust.hardwareSubstitutes ?? []).map { name in
            guard let platform = Platform(name: name), platform.hidesHardwareID else {
                throw NodeError("hardwareSubstitutes must list platforms that hide their machines, such as nitro")
            }
            return platform
        }
        let missing = profile.shortcomings(
            acceptsSoftwareTEE: trust.softwareTEE != nil, hardware: hardware, substitutes: Set(substitutes), auditors: auditors)
        guard missing.isEmpty else {
            throw NodeError("the profile is strict, as it is without the software TEE, and that needs: \(missing.joined(separator: "; "))")
        }
    }

    /// The release manifests of the auditors, remembered in the state folder, one memory for each role; nil without auditors.
    func releases(in folder: String, as role: NodeRole) throws -> ReleaseStore? {
        guard let auditors else { return nil }
        return try ReleaseStore(pinned: auditors, profile: profile, file: ReleaseFile(path: "\(folder)/releases.\(role)"))
    }

    /// What is demanded of a peer besides its software and its configuration.
    func requirements(on platform: Platform) -> [any AppraisalRequirement] {
        var requirements: [any AppraisalRequirement] = [PlatformIsAccepted([platform])]
        if let hardware {
            requirements.append(HardwareIsAccepted(hardware))
        } else if profile == .strict {
            requirements.append(HardwareIsAccepted([]))
        }
        if profile == .strict { requirements.append(MemoryIsConfidential()) }
        return requirements
    }
}
