import Wire

extension Quote {
    /// The quote's fields from its first byte to its last.
    package var fields: [EvidenceField] {
        let body =
            switch self.body {
            case .sgx(let body): body.fields
            case .tdx(let body): body.fields
            }
        return header.fields + body + signature.fields
    }
}

extension QuoteHeader {
    /// The header's fields.
    var fields: [EvidenceField] {
        [
            EvidenceField("version", .number(UInt64(version)), "the quote's version"),
            EvidenceField("tee", .text(tee == .sgx ? "SGX" : "TDX"), "what signs: an enclave, or a trust domain"),
            EvidenceField("qe_svn", .number(UInt64(qeSecurityVersion)), "the quoting enclave's version, where the format says it here"),
            EvidenceField("pce_svn", .number(UInt64(pceSecurityVersion)), "the certification enclave's version, where the format says it here"),
            EvidenceField("qe_user_data", .bytes(userData), "what the quoting enclave added"),
        ]
    }
}

extension QuoteSignature {
    /// The signature's fields.
    var fields: [EvidenceField] {
        [
            EvidenceField("quote_signature", .bytes(signature), "the attestation key's signature over header and body, r and s"),
            EvidenceField("attestation_key", .bytes(attestationKey), "the quoting enclave's key on P-256, x and y"),
            EvidenceField("qe_report", .object(qeReport.fields), "the quoting enclave's own report, which binds the attestation key"),
            EvidenceField("qe_report_signature", .bytes(qeReportSignature), "the machine's certified key's (PCK) signature over that report"),
            EvidenceField("qe_auth_data", .bytes(authenticationData), "what the quoting enclave hashed together with the attestation key"),
        ]
    }
}
