import Wire

extension TPMEvidence {
    /// JSON of the Confidential Containers project: `ak_public` (SubjectPublicKeyInfo) and `tpm_quote` with `message`, `signature`
    /// (TPMT_SIGNATURE), all three in base64, and `pcrs`, 24 SHA-256 values in hexadecimal.
    static func json(_ bytes: [UInt8]) throws(AttestationError) -> TPMEvidence {
        let root = try JSONEvidence.root(bytes)
        guard let quote = root["tpm_quote"], let statement = JSONEvidence.base64(quote["message"]),
            let signature = JSONEvidence.base64(quote["signature"]), let bank = JSONEvidence.registers(quote["pcrs"]),
            let key = JSONEvidence.base64(root["ak_public"])
        else { throw AttestationError(refusing: .malformed, "the JSON of TPM evidence lacks a field, or has one of another form") }
        return TPMEvidence(
            quotes: [try TPMQuote(statement: statement, signature: TPMSignature(signature), banks: [bank])], keyInfo: key)
    }
}
