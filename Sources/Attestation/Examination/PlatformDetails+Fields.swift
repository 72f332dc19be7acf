import Wire

extension PlatformDetails {
    /// Every field that was signed, and what endorsements add about the machine.
    var fields: [EvidenceField] {
        switch self {
        case .none: []
        case .sgx(let details): details.report.fields + details.platform.fields
        case .tdx(let details): details.report.fields + details.platform.fields + [BootEventLog.field(details.eventLog)]
        case .snp(let details): details.report.fields + details.fields
        case .nitro(let details): details.document.fields
        case .tpm(let details): details.fields
        case .azure(let details): details.hardware.fields + details.runtimeData.fields + details.tpm.fields
        }
    }
}

extension IntelPlatform {
    /// What Intel's certificates and documents say.
    var fields: [EvidenceField] {
        let levels =
            [
                ("platform", tcb.platform.status.description), ("qe", tcb.enclave.status.description),
            ] + (tcb.module.map { [("tdx_module", $0.status.description)] } ?? [])
        return [
            EvidenceField("fmspc", .bytes(certificate.fmspc), "the machine's family, model and stepping, by its PCK certificate"),
            EvidenceField("pce_id", .bytes(certificate.pceID), "which certification enclave"),
            EvidenceField("pck_ca", .text(authority), "which of Intel's authorities certified the machine"),
            EvidenceField("pck_tcb", .bytes(certificate.components), "the security versions that the certificate is for"),
            EvidenceField("pck_pce_svn", .number(UInt64(certificate.pceSecurityVersion)), "the certification enclave's security version"),
            EvidenceField(
                "platform_instance_id", certificate.platformInstanceID.map { .bytes($0) } ?? .absent, "which machine; absent of older ones"),
            EvidenceField(
                "dynamic_platform", Self.flag(certificate.configuration?.isDynamic), "whether packages may be added to the machine"),
            EvidenceField("cached_keys", Self.flag(certificate.configuration?.hasCachedKeys), "whether Intel keeps the machine's keys"),
            EvidenceField(
                "smt_enabled", Self.flag(certificate.configuration?.isMultithreaded), "whether multithreading was on when certified"),
            EvidenceField(
                "tcb_levels", .object(levels.map { EvidenceField($0.0, .text($0.1), "standing") }), "Intel's standing of each part"),
            EvidenceField(
                "tcb_date", .text(CivilTime.rfc3339(Int64(clamping: tcb.date))), "the oldest date of the levels that were matched"),
            EvidenceField("tcb_evaluation", .number(UInt64(tcbInfoEvaluationNumber)), "tcbEvaluationDataNumber of the TCB info"),
            EvidenceField("qe_evaluation", .number(UInt64(identityEvaluationNumber)), "tcbEvaluationDataNumber of the enclave identity"),
            EvidenceField(
                "endorsed_until", .text(CivilTime.rfc3339(window.upperBound)), "when the first of the endorsements runs out"),
        ]
    }

    private static func flag(_ value: Bool?) -> ClaimValue { value.map { .flag($0) } ?? .absent }
}

extension SNPDetails {
    /// What the key's certificate says.
    var fields: [EvidenceField] {
        let key: (String, ClaimValue) =
            switch holder {
            case .chip: ("VCEK", .absent)
            case .provider(let name): ("VLEK", .text(name))
            }
        return [
            EvidenceField("product", .text(product.rawValue), "the processor's family, by its key's certificate"),
            EvidenceField("key", .text(key.0), "whose key signed: the chip's (VCEK) or a provider's (VLEK)"),
            EvidenceField("csp_id", key.1, "the provider whose key it is"),
        ]
    }
}

extension RuntimeData {
    /// What the paravisor says about the machine.
    var fields: [EvidenceField] {
        [
            EvidenceField("vm_id", machineID.map { .text($0) } ?? .absent, "the machine's name in Azure"),
            EvidenceField("secure_boot", .flag(secureBoot), "whether UEFI secure boot was on"),
            EvidenceField("tpm_enabled", .flag(tpmEnabled), "whether the virtual TPM was on"),
            EvidenceField("console_enabled", consoleEnabled.map { .flag($0) } ?? .absent, "whether the host's console could type"),
            EvidenceField("user_data", userData.map { .bytes($0) } ?? .absent, "64 bytes that the guest may set"),
        ]
    }
}

extension TPMDetails {
    /// The statement and the registers that it covers.
    var fields: [EvidenceField] {
        let registers = banks.map { bank in
            let values = bank.values.sorted { $0.key < $1.key }.map { EvidenceField("\($0.key)", .bytes($0.value), "a register") }
            return EvidenceField("pcrs_\(bank.hash)", .object(values), "registers of measured boot that the quote covers")
        }
        return (key?.fields ?? []) + attest.fields + registers + [BootEventLog.field(eventLog)]
    }
}

extension BootEventLog {
    /// How many events a log has that replays to what was signed.
    fileprivate static func field(_ log: BootEventLog?) -> EvidenceField {
        let count = log.map { ClaimValue.number(UInt64($0.events.count)) } ?? .absent
        return EvidenceField("event_log", count, "events of a boot log that replays to the registers")
    }
}
