/// One quote of a TPM as it travels: the statement, its signature, and values of registers that the statement's digest covers.
package struct TPMQuote: Hashable, Sendable {
    /// The exact bytes that were signed.
    package let statement: [UInt8]
    /// The same, read.
    package let attest: TPMAttest
    /// The signature.
    package let signature: TPMSignature
    /// Values of registers.
    package let banks: [PCRBank]

    /// Reads the statement; throws `malformed`.
    package init(statement: [UInt8], signature: TPMSignature, banks: [PCRBank]) throws(AttestationError) {
        self.statement = statement
        attest = try TPMAttest(statement)
        self.signature = signature
        self.banks = banks
    }

    /// Throws `report_signature` unless the key signed the statement, and `registers_mismatch` unless the statement covers the values.
    func authenticate(by key: AttestationKey) throws(AttestationError) {
        guard signature.hash.isCollisionResistant else {
            throw AttestationError(refusing: .unsupported, "the TPM's signature is over a SHA-1 digest, which can be forged")
        }
        guard key.isValid(signature, of: statement) else {
            throw AttestationError(refusing: .reportSignature, "the TPM's signature over its statement does not hold")
        }
        guard !attest.selections.allSatisfy(\.isEmpty) else {
            throw AttestationError(refusing: .registersMismatch, "the TPM's statement covers no register")
        }
        guard let values = PCRBank.concatenation(of: attest.selections, in: banks) else {
            throw AttestationError(refusing: .registersMismatch, "values of registers that the TPM's statement covers are missing")
        }
        guard signature.hash.digest(values) == attest.digest else {
            throw AttestationError(refusing: .registersMismatch, "the registers' values are not those that the TPM signed")
        }
    }

    /// The values that the statement covers, and no others.
    var coveredBanks: [PCRBank] {
        attest.selections.compactMap { selection in
            banks.first { $0.hash == selection.hash }.flatMap { bank in
                PCRBank(hash: bank.hash, values: bank.values.filter { selection.contains($0.key) })
            }
        }
    }
}
