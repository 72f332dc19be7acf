extension PlatformDetails {
    /// Whether a setting of measured boot is on, as the paravisor or the TPM says; nil for other settings, and where neither says so.
    func measuredBootTrait(_ trait: PlatformTrait) -> Bool? {
        switch trait {
        case .clockSafe: tpm?.attest.isClockSafe
        case .secureBoot: paravisor?.secureBoot
        case .tpmEnabled: paravisor?.tpmEnabled
        case .consoleEnabled: paravisor?.consoleEnabled
        default: nil
        }
    }

    /// What Azure's paravisor says about the machine.
    var paravisor: RuntimeData? {
        if case .azure(let details) = self { details.runtimeData } else { nil }
    }
}
