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

    /// The versions of an AMD machine's components.
    var components: MachineComponents? {
        guest.map { guest in
            let levels = [
                ("reported", guest.reportedTCB), ("committed", guest.committedTCB), ("launch", guest.launchTCB),
                ("current", guest.currentTCB),
            ]
            return MachineComponents(product: guest.product.rawValue, levels: levels.map { (name: $0.0, versions: $0.1.named) })
        }
    }

    /// Whether a setting is on.
    func trait(_ trait: PlatformTrait) -> Bool? {
        if let guest {
            if let bit = trait.platformInfoBit { return guest.report.platformInfo.rawValue >> UInt64(bit) & 1 == 1 }
            if let bit = trait.policyBit { return guest.report.policy.rawValue >> UInt64(bit) & 1 == 1 }
            return nil
        }
        guard let configuration = intel?.certificate.configuration else { return nil }
        return switch trait {
        case .smt: configuration.isMultithreaded
        case .dynamicPlatform: configuration.isDynamic
        case .cachedKeys: configuration.hasCachedKeys
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
