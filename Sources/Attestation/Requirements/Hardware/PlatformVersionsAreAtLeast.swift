/// Intel: each component of the PCK certificate, its PCESVN and the quoting enclave have at least these versions, one by one.
public struct PlatformVersionsAreAtLeast: EvidenceRequirement {
    private let components: [UInt8]
    private let certification: UInt16
    private let quoting: UInt16

    /// The lowest components from the first, the lowest PCESVN, and the lowest ISVSVN of the quoting enclave.
    public init(components: [UInt8], certification: UInt16, quoting: UInt16) {
        self.components = components
        self.certification = certification
        self.quoting = quoting
    }

    public var summary: String { "the platform's components have at least their lowest versions" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let platform = report.details.intel else {
            return [AppraisalFailure(.componentTooOld, found: "no component versions", wanted: "the versions of each component")]
        }
        var failures = VersionList.failures(in: platform.certificate.components, named: "PCK component", atLeast: components)
        func check(_ name: String, _ found: UInt16, _ minimum: UInt16) {
            guard found < minimum else { return }
            failures.append(AppraisalFailure(.componentTooOld, found: "\(name) \(found)", wanted: "\(minimum) or later"))
        }
        check("PCESVN", platform.certificate.pceSecurityVersion, certification)
        check("quoting enclave", platform.quotingEnclave.securityVersion, quoting)
        return failures
    }
}

/// TDX: each part of TEE_TCB_SVN, and of TEE_TCB_SVN_2 where the report has it, has at least its lowest version.
public struct ModuleVersionsAreAtLeast: EvidenceRequirement {
    private let minimum: [UInt8]

    /// The lowest versions from the first part.
    public init(_ minimum: [UInt8]) { self.minimum = minimum }

    public var summary: String { "the TDX module's parts have at least their lowest versions" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let domain = report.details.domain else {
            return [AppraisalFailure(.componentTooOld, found: "no TDX module", wanted: "the versions of its parts")]
        }
        return VersionList.failures(in: domain.teeSecurityVersion, named: "TEE_TCB_SVN", atLeast: minimum)
            + (domain.currentSecurityVersion.map { VersionList.failures(in: $0, named: "TEE_TCB_SVN_2", atLeast: minimum) } ?? [])
    }
}

/// SGX: the enclave's configuration has at least this version, and key separation (KSS), without which it says nothing, is on.
public struct ConfigurationVersionIsAtLeast: EvidenceRequirement {
    private let minimum: UInt16

    /// The lowest CONFIGSVN.
    public init(_ minimum: UInt16) { self.minimum = minimum }

    public var summary: String { "the configuration's version is \(minimum) or later" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let separated = report.details.enclave.flatMap { $0.attributes.hasKeySeparation ? $0.configurationSecurityVersion : nil }
        if let separated, separated >= minimum { return [] }
        return [
            AppraisalFailure(
                .securityVersionTooLow, found: separated.map { "CONFIGSVN \($0)" } ?? "no CONFIGSVN, as KSS is off",
                wanted: "\(minimum) or later")
        ]
    }
}

/// Lists of versions, compared one by one and never as one number.
enum VersionList {
    static func failures(in found: [UInt8], named name: String, atLeast minimum: [UInt8]) -> [AppraisalFailure] {
        minimum.enumerated().compactMap { index, version in
            let value = found.dropFirst(index).first
            if let value, value >= version { return nil }
            return AppraisalFailure(
                .componentTooOld, found: "\(name) \(index) \(value.map { "\($0)" } ?? "absent")", wanted: "\(version) or later")
        }
    }
}
