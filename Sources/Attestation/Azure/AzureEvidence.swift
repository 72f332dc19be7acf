import Wire

/// Evidence of an Azure confidential machine: the paravisor's report, a quote of its virtual TPM, and what the host added.
///
/// JSON of the Confidential Containers project: version 0 with numbers for bytes, versions 1 and 2 with text (docs/spec/azure.md).
package struct AzureEvidence: Hashable, Sendable {
    private static let names: Set<String> = ["version", "quote", "tpm_quote", "report", "hcl_report", "vcek", "td_quote"]

    /// The paravisor's report.
    package let report: HCLReport
    /// The virtual TPM's quote with its SHA-256 registers.
    package let quote: TPMQuote
    /// The SEV-SNP chip's certificate in DER, where the host added it.
    package let chipCertificate: [UInt8]?
    /// The trust domain's quote, where the host added it.
    package let domainQuote: [UInt8]?

    /// Evidence of its parts.
    package init(report: HCLReport, quote: TPMQuote, chipCertificate: [UInt8]? = nil, domainQuote: [UInt8]? = nil) {
        self.report = report
        self.quote = quote
        self.chipCertificate = chipCertificate
        self.domainQuote = domainQuote
    }

    /// Reads evidence in JSON; throws `malformed`, and `endorsement_missing` for a quote without the paravisor's report.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        let root = try JSONEvidence.root(bytes)
        guard let members = root.members else { throw AttestationError(refusing: .malformed, "the evidence is no JSON object") }
        if root["message"] != nil, root["pcrs"] != nil {
            throw AttestationError(refusing: .endorsementMissing, "the quote comes without the paravisor's report, which names its key")
        }
        guard members.allSatisfy({ Self.names.contains($0.name) }) else {
            throw AttestationError(refusing: .malformed, "the evidence has a member that is not known")
        }
        if let version = root["version"] {
            guard let number = version.integer, 1...2 ~= number else {
                throw AttestationError(refusing: .unsupported, "the evidence is of a version that is not known")
            }
        }
        guard let report = JSONEvidence.numbersOrBase64URL(root["hcl_report"] ?? root["report"]) else { throw Self.malformed("report") }
        self.report = try HCLReport(report)
        quote = try Self.quote(root["tpm_quote"] ?? root["quote"])
        chipCertificate = try root["vcek"].map { (value) throws(AttestationError) in try Self.certificate(value) }
        domainQuote = try root["td_quote"].map { (value) throws(AttestationError) in
            guard let quote = JSONEvidence.numbersOrBase64URL(value) else { throw Self.malformed("td_quote") }
            return quote
        }
    }

    /// A quote in JSON: `message`, `signature` (RSASSA with SHA-256, bare), and 24 SHA-256 registers in `pcrs`.
    package static func quote(_ bytes: [UInt8]) throws(AttestationError) -> TPMQuote { try quote(JSONEvidence.root(bytes)) }

    private static func quote(_ value: JSONValue?) throws(AttestationError) -> TPMQuote {
        guard let value, let statement = JSONEvidence.numbersOrHex(value["message"]),
            let signature = JSONEvidence.numbersOrHex(value["signature"]), signature.count <= TPMSignature.maximumRSALength,
            let bank = JSONEvidence.registers(value["pcrs"])
        else { throw malformed("quote") }
        return try TPMQuote(
            statement: statement, signature: TPMSignature(scheme: .rsassa, hash: .sha256, rsa: signature), banks: [bank])
    }

    /// PEM in version 0, base64 of the DER since.
    private static func certificate(_ value: JSONValue) throws(AttestationError) -> [UInt8] {
        if let text = value.text, text.hasPrefix("-----BEGIN") {
            return try PEM.certificates(in: Array(text.utf8), atMost: 1)[0]
        }
        guard let der = JSONEvidence.base64URL(value) ?? JSONEvidence.base64(value) else { throw malformed("vcek") }
        return der
    }

    private static func malformed(_ name: String) -> AttestationError {
        AttestationError(refusing: .malformed, "the evidence has no \(name), or one of another form")
    }
}
