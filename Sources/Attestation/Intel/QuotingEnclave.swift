import Crypto

/// The checks of what stands between a platform's certificate and a quote: the quoting enclave and its attestation key.
struct QuotingEnclave {
    let signature: QuoteSignature

    /// Checks that the platform's key signed the enclave's report, that the enclave is Intel's, and that it vouches for the attestation key.
    ///
    /// Gives the level that the enclave's security version reaches.
    func authenticate(by platform: X509Certificate, as identity: EnclaveIdentity) throws(AttestationError) -> TCBLevelVerdict {
        guard let key = platform.publicKey.p256, Self.isValid(signature.qeReportSignature, over: signature.qeReportBytes, by: key) else {
            throw AttestationError(refusing: .quotingEnclave, "the quoting enclave's report is not signed by the platform's key")
        }
        let bound = SHA256.hash(data: signature.attestationKey + signature.authenticationData)
        guard signature.qeReport.reportData.bytes == Array(bound) + [UInt8](repeating: 0, count: 32) else {
            throw AttestationError(refusing: .keyBinding, "the quoting enclave vouches for another attestation key than the quote's")
        }
        return try verdict(of: identity)
    }

    /// Checks the attestation key's signature over header and body.
    func checkSignature(over signed: [UInt8]) throws(AttestationError) {
        guard let key = try? P256.Signing.PublicKey(rawRepresentation: signature.attestationKey),
            Self.isValid(signature.signature, over: signed, by: key)
        else { throw AttestationError(refusing: .reportSignature, "the quote's signature does not hold") }
    }

    private func verdict(of identity: EnclaveIdentity) throws(AttestationError) -> TCBLevelVerdict {
        let report = signature.qeReport
        let attributes = signature.qeReportBytes[48..<64]
        guard report.miscSelect & identity.miscSelectMask == identity.miscSelect & identity.miscSelectMask,
            zip(zip(attributes, identity.attributes), identity.attributesMask).allSatisfy({ ($0.0 ^ $0.1) & $1 == 0 })
        else { throw AttestationError(refusing: .quotingEnclave, "the quoting enclave runs with other attributes than Intel's") }
        guard report.signerMeasurement == identity.signer, report.productID == identity.productID else {
            throw AttestationError(refusing: .quotingEnclave, "the quoting enclave is another than Intel's")
        }
        guard let verdict = EnclaveLevel.first(of: identity.levels, reachedBy: report.securityVersion) else {
            throw AttestationError(refusing: .tcbLevelMissing, "the quoting enclave is below every level that Intel lists")
        }
        return verdict
    }

    /// Whether 64 bytes of r and s are the key's signature. Zero and numbers beyond the group's order never are.
    static func isValid(_ signature: [UInt8], over message: [UInt8], by key: P256.Signing.PublicKey) -> Bool {
        guard signature.count == 64, let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(parsed, for: SHA256.hash(data: message))
    }
}
