extension TrustFile {
    /// The demands on one platform of hardware: those of the profile, with what the file says. Nil if the file does not accept it.
    public func policy(of platform: Platform) -> PlatformPolicy? {
        guard let document = hardwarePlatforms[platform] else { return nil }
        let defaults = profile == .strict ? PlatformPolicy.strict(platform) : PlatformPolicy(platform)
        // The document was checked when it was read; what does not hold now accepts nothing.
        return try? document.policy(of: platform, from: defaults)
    }

    /// The verifiers of the accepted platforms of hardware, under their vendors' roots. The one place where they are made for a session.
    public func hardwareVerifiers(cache: CollateralCache = CollateralCache()) -> [any EvidenceVerifier] {
        HardwareVerifiers.all(cache: cache).filter { hardwarePlatforms.keys.contains($0.platform) }.trusting(
            policy(of: .tpm)?.attestationKeys)
    }

    /// Each platform's demands, on evidence of that platform alone.
    var hardwareRequirements: [any AppraisalRequirement] {
        hardwarePlatforms.keys.sorted { $0.rawValue < $1.rawValue }.flatMap { platform -> [any AppraisalRequirement] in
            (policy(of: platform)?.requirements ?? [PlatformHasPolicy([Platform]())]).map { OnPlatform(platform, $0) }
        }
    }

    /// The dangerous choices of all platforms that concern every appraisal. `DebuggingIsOff` stays with each platform that did not make them.
    var dangers: Set<AppraisalPolicy.Danger> {
        guard profile == .development else { return [] }
        var dangers: Set<AppraisalPolicy.Danger> = []
        if softwareRoots != nil { dangers.insert(.unsafeAcceptSoftwareTEE) }
        let policies = hardwarePlatforms.keys.compactMap(policy)
        if softwareRoots == nil, policies.contains(where: { $0.dangers.contains(.unsafeAllowDebug) }) { dangers.insert(.unsafeAllowDebug) }
        return dangers
    }

    /// What the demands on hardware lack for the strict profile.
    package var hardwareShortcomings: [String] {
        var missing: [String] = []
        for platform in hardwarePlatforms.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let policy = policy(of: platform) else { continue }
            if !platform.confidentialMemory { missing.append("platforms with confidential memory, which \(platform) has not") }
            if !policy.dangers.isEmpty { missing.append("no dangerous choices on \(platform)") }
            let endless = policy.statuses.contains { $0.key != .upToDate && $0.value == .always }
            if endless || policy.advisories.values.contains(.always) {
                missing.append("an end to every status below UpToDate and every advisory that \(platform) accepts")
            }
            if policy.statuses.keys.contains(.revoked) { missing.append("machines that Intel did not revoke, on \(platform)") }
            if [.sevSNP, .azureSNP].contains(platform), !MinimumTCB.isAtLeastSB3019(policy.minimumTCB) {
                missing.append("a minimumTCB on \(platform) that answers AMD-SB-3019")
            }
        }
        return missing
    }
}
