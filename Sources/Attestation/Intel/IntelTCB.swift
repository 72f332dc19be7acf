/// Which of Intel's levels a platform, its quoting enclave and its TDX module reach, and what follows from all of them.
package struct IntelTCB: Hashable, Sendable {
    /// The platform, with the TDX module that ran when the domain started.
    package let platform: TCBLevelVerdict
    /// The quoting enclave.
    package let enclave: TCBLevelVerdict
    /// The TDX module that ran when the domain started; nil for SGX and for modules of version 0.
    package let module: TCBLevelVerdict?
    /// The platform with the TDX module that runs now; nil where the quote does not say.
    package let currentPlatform: TCBLevelVerdict?
    /// The TDX module that runs now.
    package let currentModule: TCBLevelVerdict?
    /// Over all of them.
    package let status: TCBStanding.Status
    /// Of all of them, sorted, none twice.
    package let advisories: [String]
    /// The oldest date of all of them.
    package let date: UInt64

    /// Matches levels for an authentic quote; throws `tcb_level_missing` below the last, and `platform_mismatch` for an unknown TDX module.
    init(of body: QuoteBody, on platform: PCKExtension, enclave: TCBLevelVerdict, under info: TCBInfo) throws(AttestationError) {
        let launch = try Match(body, versions: body.launchVersions, platform, info)
        var current: Match?
        if let versions = body.currentVersions { current = try Match(body, versions: versions, platform, info) }
        self.platform = launch.platform
        self.enclave = enclave
        module = launch.module
        currentPlatform = current?.platform
        currentModule = current?.module
        let before = launch.status(with: enclave)
        let now = current?.status(with: enclave)
        status = now.map { Self.join(launch: before, current: $0) } ?? before
        let all = launch.verdicts + (current?.verdicts ?? []) + [enclave]
        advisories = Set(all.flatMap(\.advisories)).sorted()
        date = all.reduce(enclave.date) { min($0, $1.date) }
    }

    /// One module with the platform that it runs on.
    private struct Match {
        let platform: TCBLevelVerdict
        let module: TCBLevelVerdict?
        var verdicts: [TCBLevelVerdict] { [platform] + [module].compactMap { $0 } }

        init(_ body: QuoteBody, versions: [UInt8]?, _ platform: PCKExtension, _ info: TCBInfo) throws(AttestationError) {
            let level = info.levels.first { level in
                level.isReached(by: platform) && (versions.map { level.isReached(byModule: $0) } ?? true)
            }
            guard let level else {
                throw AttestationError(refusing: .tcbLevelMissing, "the platform is below every level that Intel lists for its family")
            }
            self.platform = level.verdict
            guard case .tdx(let report) = body, let versions else {
                module = nil
                return
            }
            module = try info.verdict(onModule: versions, of: report)
        }

        func status(with enclave: TCBLevelVerdict) -> TCBStanding.Status {
            IntelTCB.converge(platform.status, with: [module?.status, enclave.status].compactMap { $0 })
        }
    }

    /// A part that is revoked revokes the whole, and one that is out of date makes it so.
    static func converge(_ status: TCBStanding.Status, with parts: [TCBStanding.Status]) -> TCBStanding.Status {
        if status == .revoked || parts.contains(.revoked) { return .revoked }
        guard parts.contains(.outOfDate) else { return status }
        switch status {
        case .upToDate, .softwareHardeningNeeded: return .outOfDate
        case .configurationNeeded, .configurationAndSoftwareHardeningNeeded: return .outOfDateConfigurationNeeded
        default: return status
        }
    }

    /// A domain that started under an old TDX module, on a platform that has a good one now, should start again; else the worse of both counts.
    static func join(launch: TCBStanding.Status, current: TCBStanding.Status) -> TCBStanding.Status {
        let isOld = launch == .outOfDate || launch == .outOfDateConfigurationNeeded
        guard isOld, rank(current) < rank(.outOfDate) else { return rank(launch) >= rank(current) ? launch : current }
        let needsConfiguration =
            launch == .outOfDateConfigurationNeeded || current == .configurationNeeded
            || current == .configurationAndSoftwareHardeningNeeded
        return needsConfiguration ? .relaunchAdvisedConfigurationNeeded : .relaunchAdvised
    }

    private static func rank(_ status: TCBStanding.Status) -> Int {
        switch status {
        case .upToDate: 0
        case .softwareHardeningNeeded: 1
        case .configurationNeeded: 2
        case .configurationAndSoftwareHardeningNeeded: 3
        case .relaunchAdvised: 4
        case .relaunchAdvisedConfigurationNeeded: 5
        case .outOfDate: 6
        case .outOfDateConfigurationNeeded: 7
        case .revoked: 8
        }
    }
}

extension QuoteBody {
    /// TEE_TCB_SVN; nil for an enclave.
    fileprivate var launchVersions: [UInt8]? { if case .tdx(let body) = self { body.teeSecurityVersion } else { nil } }
    /// TEE_TCB_SVN_2; nil for an enclave, and for bodies without it.
    fileprivate var currentVersions: [UInt8]? { if case .tdx(let body) = self { body.currentSecurityVersion } else { nil } }
}

extension TCBInfo {
    /// What Intel says of a TDX module: its signer and attributes must be listed, and above version 0 its level.
    ///
    /// The second of `versions` is the module's version, the first its security version.
    fileprivate func verdict(onModule versions: [UInt8], of report: TDXReportBody) throws(AttestationError) -> TCBLevelVerdict? {
        let version = versions[1]
        let identity = version == 0 ? module : moduleIdentities.first { $0.version == version }
        guard let identity, identity.isOf(report) else {
            throw AttestationError(refusing: .platformMismatch, "the TDX module is none that Intel lists for the platform's family")
        }
        guard version > 0 else { return nil }
        guard let verdict = EnclaveLevel.first(of: identity.levels, reachedBy: UInt16(versions[0])) else {
            throw AttestationError(refusing: .tcbLevelMissing, "the TDX module is below every level that Intel lists for its version")
        }
        return verdict
    }
}
