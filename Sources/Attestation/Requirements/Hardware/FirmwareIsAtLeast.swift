/// SEV-SNP: the firmware that runs, and the one that it cannot be taken back below, have at least this version.
public struct FirmwareIsAtLeast: EvidenceRequirement {
    private let minimum: DottedVersion

    /// The lowest version: major, minor and build.
    public init(_ minimum: DottedVersion) { self.minimum = minimum }

    public var summary: String { "the firmware is \(minimum) or later" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let guest = report.details.guest?.report else {
            return [AppraisalFailure(.componentTooOld, found: "no firmware version", wanted: "\(minimum) or later")]
        }
        return [("current", guest.currentFirmware), ("committed", guest.committedFirmware)].compactMap { name, found in
            guard DottedVersion([found.major, found.minor, found.build]) < minimum else { return nil }
            return AppraisalFailure(.componentTooOld, found: "\(name) firmware \(found)", wanted: "\(minimum) or later")
        }
    }
}

/// SEV-SNP: the guest's POLICY lets it run on no older interface of the firmware than this.
public struct InterfaceIsAtLeast: EvidenceRequirement {
    private let minimum: DottedVersion

    /// The oldest interface: major and minor.
    public init(_ minimum: DottedVersion) { self.minimum = minimum }

    public var summary: String { "the guest's policy asks for interface \(minimum) or later" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let found = report.details.guest.map { DottedVersion([$0.report.policy.minimumMajor, $0.report.policy.minimumMinor]) }
        if let found, found >= minimum { return [] }
        return [
            AppraisalFailure(
                .guestPolicyNotAccepted, found: found.map { "a policy for interface \($0)" } ?? "no policy", wanted: "\(minimum) or later")
        ]
    }
}

/// SEV-SNP: these mitigations were verified when the guest was launched, and are now. Reports below version 5 do not tell, and fail.
public struct MitigationsAreVerified: EvidenceRequirement {
    private let bits: UInt64

    /// The bits of LAUNCH_MIT_VECTOR and CURRENT_MIT_VECTOR that must be set.
    public init(_ bits: UInt64) { self.bits = bits }

    public var summary: String { "the mitigations 0x\(String(bits, radix: 16)) are verified" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let guest = report.details.guest?.report
        return [("launch", guest?.launchMitigations), ("current", guest?.currentMitigations)].compactMap { name, found in
            if let found, found & bits == bits { return nil }
            let value = found.map { "0x" + String($0, radix: 16) } ?? "not told"
            return AppraisalFailure(
                .platformInfoNotAccepted, found: "\(name) mitigations \(value)", wanted: "0x\(String(bits, radix: 16)) in them")
        }
    }
}
