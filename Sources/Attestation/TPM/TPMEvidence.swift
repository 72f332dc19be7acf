import Wire

/// What a TPM's evidence is made of, whatever container it came in (docs/spec/tpm.md).
package struct TPMEvidence: Hashable, Sendable {
    /// The most quotes, one per bank.
    static let maximumQuotes = 4
    static let maximumCertificates = 4
    static let maximumCertificateLength = 4096

    /// The quotes, all of one key and with the same qualifying data.
    package let quotes: [TPMQuote]
    /// The attestation key's public area, where the container has it.
    package let publicArea: TPMPublic?
    /// The attestation key's SubjectPublicKeyInfo in DER, where the container has only that.
    package let keyInfo: [UInt8]?
    /// The attestation key's certificate first, then its issuers; DER.
    package let certificates: [[UInt8]]
    /// The boot event log.
    package let eventLog: [UInt8]?

    /// Evidence of its parts.
    package init(
        quotes: [TPMQuote], publicArea: TPMPublic? = nil, keyInfo: [UInt8]? = nil, certificates: [[UInt8]] = [], eventLog: [UInt8]? = nil
    ) {
        self.quotes = quotes
        self.publicArea = publicArea
        self.keyInfo = keyInfo
        self.certificates = certificates
        self.eventLog = eventLog
    }

    /// Reads evidence by its first byte: Cloister's container, Google's protocol buffers, or the JSON of the Confidential Containers project.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        if bytes.starts(with: Self.magic) {
            self = try Self.container(bytes)
        } else if bytes.first == UInt8(ascii: "{") {
            self = try Self.json(bytes)
        } else if bytes.first == 0x0a {
            self = try Self.protobuf(bytes)
        } else {
            throw AttestationError(refusing: .malformed, "the bytes are no container of TPM evidence that is known here")
        }
    }

    /// The key as the evidence names it; nil if it does not.
    func namedKey() throws(AttestationError) -> AttestationKey? {
        if let publicArea { return try AttestationKey(publicArea) }
        return try keyInfo.map { (info) throws(AttestationError) in try AttestationKey(info: info) }
    }
}
