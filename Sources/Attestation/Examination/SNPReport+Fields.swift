import Wire

extension SNPReport {
    /// The report's fields, by AMD's names in small letters.
    package var fields: [EvidenceField] {
        identity + owner + machine + [
            EvidenceField("report_data", .bytes(reportData.bytes), "64 bytes that the guest chose: what the evidence is for")
        ]
    }

    private var identity: [EvidenceField] {
        [
            EvidenceField("version", .number(UInt64(version)), "the report's version"),
            EvidenceField("guest_svn", .number(UInt64(guestSecurityVersion)), "the guest's own security version"),
            EvidenceField("policy", .bits(policy.rawValue), "what the guest allows, a set of bits"),
            EvidenceField("debug", .flag(policy.allowsDebug), "whether the host may read and write the guest (policy, bit 19)"),
            EvidenceField("migrate_ma", .flag(policy.allowsMigrationAgent), "whether a migration agent may be bound (policy, bit 18)"),
            EvidenceField("smt", .flag(policy.allowsHyperthreading), "whether it may run with multithreading (policy, bit 16)"),
            EvidenceField(
                "minimum_abi", .text("\(policy.minimumMajor).\(policy.minimumMinor)"), "the oldest interface it runs on (policy, bits 0 to 15)"),
            EvidenceField("vmpl", .number(UInt64(privilegeLevel)), "the privilege level that asked; 0 is the highest"),
            EvidenceField("measurement", .bytes(measurement), "SHA-384 of what was launched: which software it is"),
        ]
    }

    private var owner: [EvidenceField] {
        [
            EvidenceField("family_id", .bytes(familyID), "the owner's name for the kind of guest"),
            EvidenceField("image_id", .bytes(imageID), "the owner's name for the image"),
            EvidenceField("host_data", .bytes(hostData), "what the host started it with; zeros if nothing"),
            EvidenceField("id_key_digest", .bytes(idKeyDigest), "SHA-384 of the key that signed the guest; zeros if none"),
            EvidenceField("author_key_digest", .bytes(authorKeyDigest), "SHA-384 of the key that signed that key; zeros if none"),
            EvidenceField("author_key_en", .flag(hasAuthorKey), "whether there is such a key"),
            EvidenceField("report_id", .bytes(reportID), "the guest's own number until it ends"),
            EvidenceField("report_id_ma", .bytes(migrationAgentReportID), "its migration agent's number; all ones if none"),
        ]
    }

    private var machine: [EvidenceField] {
        let family: ClaimValue =
            processor.map { .list([.number(UInt64($0.family)), .number(UInt64($0.model)), .number(UInt64($0.stepping))]) } ?? .absent
        return [
            EvidenceField("platform_info", .bits(platformInfo.rawValue), "how the machine is set up, a set of bits"),
            EvidenceField("alias_check", .flag(platformInfo.hasAliasCheck), "whether no two addresses are of one cell (bit 5, BadRAM)"),
            EvidenceField("ciphertext_hiding", .flag(platformInfo.hidesCiphertext), "whether the host sees no ciphertext (bit 4)"),
            EvidenceField("signing_key", .number(UInt64(signingKey.rawValue)), "which key signed: 0 the chip's, 1 a provider's, 7 none"),
            EvidenceField("mask_chip_key", .flag(masksChipKey), "whether the owner of the machine hides the chip's key"),
            EvidenceField("cpuid_fam_mod_step", family, "the processor's family, model and stepping; absent in version 2"),
            EvidenceField("chip_id", .bytes(chipID), "which chip it is; zeros where its owner hides it"),
            EvidenceField("current_tcb", .bytes(currentTCB), "security versions of the firmware that runs, lowest byte first"),
            EvidenceField("reported_tcb", .bytes(reportedTCB), "the versions that the signing key was made for"),
            EvidenceField("committed_tcb", .bytes(committedTCB), "the versions that the firmware cannot go back below"),
            EvidenceField("launch_tcb", .bytes(launchTCB), "the versions when the guest was launched"),
            EvidenceField("current_build", .text("\(currentFirmware)"), "the firmware that runs"),
            EvidenceField("committed_build", .text("\(committedFirmware)"), "the firmware that it cannot go back below"),
            EvidenceField("launch_mit_vector", launchMitigations.map { .bits($0) } ?? .absent, "mitigations at launch, from version 5"),
            EvidenceField("current_mit_vector", currentMitigations.map { .bits($0) } ?? .absent, "mitigations now, from version 5"),
        ]
    }
}
