/// How much a trust file or a node's configuration must demand.
public enum TrustProfile: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// For real data: confidential memory, listed machines, and software that at least two auditors vouch for.
    case strict
    /// For development. Whoever uses it is told so.
    case development

    /// The word in files.
    public var description: String { rawValue }
}

extension TrustProfile {
    /// What a trust file or a configuration lacks for this profile, in words; empty if nothing.
    ///
    /// Strict: no software TEE, an allow-list of machines, and auditors of whom no one decides alone. Where a platform hides its machines'
    /// identities, the list holds what stands for them, and `substitutes` must name the platform.
    public func shortcomings(
        acceptsSoftwareTEE: Bool, hardware: [HardwareID]?, substitutes: Set<Platform>, auditors: AuditorSet?
    ) -> [String] {
        guard self == .strict else { return [] }
        var missing: [String] = []
        if acceptsSoftwareTEE { missing.append("no software TEE, which protects nothing") }
        if hardware?.isEmpty ?? true { missing.append("an allow-list of machines (hardware)") }
        for platform in Set((hardware ?? []).map(\.platform)).subtracting(substitutes) where platform.hidesHardwareID {
            missing.append("the word that \(platform) hides its machines, and that what is listed stands for them (hardwareSubstitutes)")
        }
        if let auditors {
            if !auditors.isStrict { missing.append("a threshold of at least 2 auditors") }
        } else {
            missing.append("auditors")
        }
        return missing
    }

    /// What is shown wherever real hardware is used in the development profile.
    public static let developmentWarning = "DEVELOPMENT PROFILE: this trust file demands less than real data needs"
}
