extension TrustFile {
    /// Strict, unless the file says otherwise or accepts a software TEE, which makes it a development one.
    public var profile: TrustProfile { namedProfile ?? (softwareRoots == nil ? .strict : .development) }

    /// What the file lacks for its profile, in words; empty if nothing. A file that names no platform accepts nobody and lacks nothing.
    public var shortcomings: [String] {
        guard namedProfile != nil else { return [] }
        var missing = profile.shortcomings(
            acceptsSoftwareTEE: softwareRoots != nil, hardware: hardware, substitutes: hardwareSubstitutes, auditors: auditors)
        if profile == .strict, !(control.measurements + executor.measurements).isEmpty {
            missing.append("software that auditors accept, and none that is pinned")
        }
        if profile == .strict { missing += hardwareShortcomings }
        return missing
    }

    /// What is known of the releases of the file's auditors; nil if it names none. It goes on from the file, if there is one.
    public func releases(file: ReleaseFile? = nil) throws(ReleaseRefusal) -> ReleaseStore? {
        guard let auditors else { return nil }
        return try ReleaseStore(pinned: auditors, profile: profile, file: file)
    }

    /// What the file demands of a node, if it names no auditors. Roles that follow auditors accept no software.
    public var policy: AppraisalPolicy { policy(following: nil) }

    /// What the file demands of a node. `releases` is what is known of the auditors' manifests; without it, or with another set's, roles
    /// that follow auditors accept no software.
    public func policy(following releases: ReleaseStore?) -> AppraisalPolicy {
        let platforms = (softwareRoots == nil ? [] : [.softwareTEE]) + hardwarePlatforms.keys
        var others: [any AppraisalRequirement] = [
            PlatformIsAccepted(platforms), SecurityVersionIsAtLeast(minimumSecurityVersion),
            ConfigurationIsAccepted(control: control.configurations, executor: executor.configurations),
        ]
        if let hardware {
            others.append(HardwareIsAccepted(hardware))
        } else if profile == .strict {
            others.append(HardwareIsAccepted([]))
        }
        if profile == .strict || softwareRoots == nil && !hardwarePlatforms.keys.contains(.tpm) { others.append(MemoryIsConfidential()) }
        if profile == .strict { others.append(SubstituteIsAccepted(hardwareSubstitutes)) }
        others += hardwareRequirements
        return AppraisalPolicy(
            accepting: dangers,
            software: software(following: releases),
            and: others)
    }

    private func software(following releases: ReleaseStore?) -> any SoftwareRequirement {
        let pinned = MeasurementIsAccepted(control: control.measurements, executor: executor.measurements)
        guard let auditors else { return pinned }
        guard let known = releases?.pinned == auditors ? releases : try? self.releases() else {
            return MeasurementIsAccepted(control: [], executor: [])
        }
        var pins: [NodeRole: Set<Measurement>] = [:]
        if !control.followsAuditors { pins[.control] = Set(control.measurements) }
        if !executor.followsAuditors { pins[.executor] = Set(executor.measurements) }
        return SoftwareIsReleased(by: known, pins: pins)
    }
}
