/// What evidence says, unverified: for a person who wants to see what a file is.
///
/// There is no way from it to an accepted claim.
public struct EvidenceInspection: Sendable {
    /// The format, as recognised by the content.
    public let format: EvidenceFormat
    /// The fields; those of the evidence within, for a bundle.
    public let fields: [EvidenceField]
    /// Why the evidence cannot be read; nil if it can.
    public let problem: ExaminationReason?

    /// Reads evidence of any format.
    public init(_ bytes: [UInt8]) {
        let format = EvidenceFormat(recognising: bytes)
        self.format = format
        do throws(AttestationError) {
            fields = try Self.fields(of: bytes, as: format)
            problem = nil
        } catch {
            fields = []
            problem = ExaminationReason(error)
        }
    }

    private static func fields(of bytes: [UInt8], as format: EvidenceFormat) throws(AttestationError) -> [EvidenceField] {
        switch format {
        case .sgxQuote3, .sgxQuote4, .sgxQuote5, .tdxQuote4, .tdxQuote5: return try Quote(bytes).fields
        case .nitroDocument: return try nitroFields(bytes)
        case .snpReport: return try SNPReport(bytes).fields
        case .azureSNP, .azureTDX: return try azureFields(AzureEvidence(bytes))
        case .tpmQuote:
            if bytes.starts(with: [0xff, 0x54, 0x43, 0x47]) { return try TPMAttest(bytes).fields }
            return try TPMEvidence(bytes).fields
        case .ccaToken: return try CCAToken(bytes).words.map { EvidenceField($0.name, .text($0.value), "a claim of the token") }
        case .nvidiaEvidence:
            return try NVIDIAEvidence(bytes).words.map { EvidenceField($0.name, .text($0.value), "what the device reports") }
        case .bundle: return try bundleFields(EndorsementBundle(decoding: bytes))
        case .softwareTEE: throw AttestationError(refusing: .unsupported, "evidence of a software TEE is explained by `cloister attest`")
        case .unknown: throw AttestationError(refusing: .malformed, "the bytes are evidence of no format that is known here")
        }
    }

    private static func nitroFields(_ bytes: [UInt8]) throws(AttestationError) -> [EvidenceField] {
        try NitroDocument(reading: bytes).fields
    }

    private static func azureFields(_ evidence: AzureEvidence) throws(AttestationError) -> [EvidenceField] {
        let quote = evidence.quote
        let hardware: [EvidenceField] =
            if let domain = evidence.domainQuote {
                try Quote(domain).fields
            } else if evidence.report.hardware == .snp {
                try SNPReport(evidence.report.hardwareReport).fields
            } else {
                []
            }
        return hardware + (try RuntimeData(evidence.report.runtimeBytes).fields)
            + TPMDetails(attest: quote.attest, banks: quote.banks, eventLog: nil).fields
    }

    private static func bundleFields(_ bundle: EndorsementBundle) throws(AttestationError) -> [EvidenceField] {
        let endorsements = bundle.endorsements
        let counts = [
            EvidenceField("certificates", .number(UInt64(endorsements.certificates.count)), "X.509 certificates that travel with it"),
            EvidenceField("revocation_lists", .number(UInt64(endorsements.revocationLists.count)), "X.509 revocation lists"),
            EvidenceField("documents", .list(endorsements.documents.map { .text($0.kind.rawValue) }), "documents that Intel signed"),
            EvidenceField("event_logs", .number(UInt64(endorsements.eventLogs.count)), "boot event logs"),
        ]
        return counts + (try fields(of: bundle.evidence.bytes, as: EvidenceFormat(recognising: bundle.evidence.bytes)))
    }
}
