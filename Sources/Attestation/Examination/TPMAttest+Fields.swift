import Wire

extension TPMAttest {
    /// The statement's fields, by the names of the TPM 2.0 Library.
    package var fields: [EvidenceField] {
        [
            EvidenceField("qualified_signer", .bytes(qualifiedSigner), "the name of the key that signed"),
            EvidenceField("extra_data", .bytes(extraData), "what the caller gave to be signed; empty evidence can be shown again by anybody"),
            EvidenceField("clock", .number(clock), "milliseconds that the TPM was powered"),
            EvidenceField("reset_count", .number(UInt64(resetCount)), "how often it was reset, boots included"),
            EvidenceField("restart_count", .number(UInt64(restartCount)), "how often it resumed since"),
            EvidenceField("safe", .flag(isClockSafe), "whether its clock was never set back"),
            EvidenceField("firmware_version", .bits(firmwareVersion), "its firmware, in its vendor's numbering"),
            EvidenceField("pcr_digest", .bytes(digest), "the digest over the selected registers"),
        ]
    }
}
