// What policies look at, in one place for all platforms. Nil where a platform does not sign it.

extension PlatformDetails {
    /// The processor's own part: of Azure's machines what the processor signed beneath the paravisor.
    private var hardware: PlatformDetails {
        if case .azure(let azure) = self { azure.hardware } else { self }
    }

    /// The enclave's report.
    var enclave: SGXReportBody? {
        if case .sgx(let details) = hardware { details.report } else { nil }
    }

    /// The trust domain's report.
    var domain: TDXReportBody? {
        if case .tdx(let details) = hardware { details.report } else { nil }
    }

    /// What Intel's certificates and documents say of the machine.
    var intel: IntelPlatform? {
        switch hardware {
        case .sgx(let details): details.platform
        case .tdx(let details): details.platform
        default: nil
        }
    }

    /// The SEV-SNP report with what its key's certificate adds.
    var guest: SNPDetails? {
        if case .snp(let details) = hardware { details } else { nil }
    }

    /// What a TPM signed.
    var tpm: TPMDetails? {
        switch self {
        case .tpm(let details): details
        case .azure(let details): details.tpm
        default: nil
        }
    }

    /// The boot event log that replays to the registers of this platform that a policy can name.
    var eventLog: BootEventLog? {
        if case .tdx(let details) = self { details.eventLog } else { tpm?.eventLog }
    }

    /// MRSERVICETD, 48 bytes; zeros for none.
    var serviceDomain: [UInt8]? { domain?.serviceDomains }

    /// The guest's privilege level (VMPL).
    var privilegeLevel: UInt32? { guest?.report.privilegeLevel }

    /// GUEST_SVN.
    var guestVersion: UInt32? { guest?.report.guestSecurityVersion }

    /// Whether a setting is on.
    func trait(_ trait: PlatformTrait) -> Bool? {
        measuredBootTrait(trait) ?? guest?.trait(trait) ?? domain?.trait(trait) ?? enclave?.trait(trait)
            ?? intel?.certificate.configuration?.trait(trait)
    }
}

extension SNPDetails {
    /// The versions at a level.
    func version(at level: GuestDemands.TCBLevel) -> SNPTCBVersion {
        switch level {
        case .reported: reportedTCB
        case .committed: committedTCB
        case .launch: launchTCB
        case .current: currentTCB
        }
    }

    /// Whether a setting is on; nil for one that SEV-SNP does not have.
    fileprivate func trait(_ trait: PlatformTrait) -> Bool? {
        switch trait {
        case .provisionalFirmware: report.committedFirmware < report.currentFirmware || committedTCB != currentTCB
        case .authorKey: report.hasAuthorKey
        case .maskedChipKey: report.masksChipKey
        default:
            trait.isOfEnclave || trait.isOfDomain
                ? nil : trait.bit.map { (trait.isOfPolicy ? report.policy.rawValue : report.platformInfo.rawValue) >> $0 & 1 == 1 }
        }
    }
}

extension TDXReportBody {
    /// Whether an attribute is on; nil for other settings.
    fileprivate func trait(_ trait: PlatformTrait) -> Bool? {
        trait.isOfDomain ? trait.bit.map { attributes >> $0 & 1 == 1 } : nil
    }
}

extension SGXReportBody {
    /// Whether an attribute is on; nil for other settings.
    fileprivate func trait(_ trait: PlatformTrait) -> Bool? {
        trait.isOfEnclave ? trait.bit.map { attributes.flags >> $0 & 1 == 1 } : nil
    }
}

extension PCKExtension.Configuration {
    /// Whether a setting of the platform is on; nil for others.
    fileprivate func trait(_ trait: PlatformTrait) -> Bool? {
        switch trait {
        case .smt: isMultithreaded
        case .dynamicPlatform: isDynamic
        case .cachedKeys: hasCachedKeys
        default: nil
        }
    }
}

extension SNPTCBVersion {
    /// The versions by the names that policies give them.
    var named: [String: UInt8] {
        var versions = ["bootloader": bootLoader, "tee": tee, "snp": snp, "microcode": microcode]
        if let fmc { versions["fmc"] = fmc }
        return versions
    }
}

extension AuthenticReport {
    /// What the caller gave the platform to sign: report data, a nonce, or a TPM's qualifying data.
    var callerData: [UInt8]? {
        if case .nitro(let details) = details { return details.document.nonce }
        return switch binding {
        case .reportData(let data): data.bytes
        case .digest(let bytes): bytes
        case .absent: nil
        }
    }

    /// All that was signed, for people and programs.
    var fields: [EvidenceField] { details.fields }
}
