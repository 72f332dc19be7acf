/// What the verification of one evidence needs beside what came with it (docs/spec/collateral-fetching.md).
///
/// It is worked out from bytes that nobody verified: whoever asks for these pieces tells the vendor the machine's identifiers, and no more.
package struct CollateralNeeds: Hashable, Sendable {
    /// Sets of pieces, of which one is enough: the first whose first piece its vendor has. Empty where nothing is needed.
    package let choices: [[CollateralPiece]]

    /// Reads evidence; throws what its verifier would throw of its form, `unsupported` for what cannot be verified, and
    /// `endorsement_missing` for what no vendor publishes: VLEKs, and keys of chips that hide their id.
    package init(of evidence: Evidence, beside endorsements: Endorsements) throws(AttestationError) {
        switch evidence.platform {
        case .sgx, .tdx: choices = [try Self.intel(evidence.bytes)]
        case .sevSNP: choices = try Self.amd(evidence.bytes, endorsements)
        case .azureSNP:
            let azure = try AzureEvidence(evidence.bytes)
            var endorsements = endorsements
            if let certificate = azure.chipCertificate { endorsements.certificates.append(certificate) }
            choices = try Self.amd(azure.report.hardwareReport, endorsements)
        case .azureTDX:
            guard let quote = try AzureEvidence(evidence.bytes).domainQuote else {
                throw AttestationError(refusing: .endorsementMissing, "the trust domain's quote is missing: a TDREPORT cannot be verified")
            }
            choices = [try Self.intel(quote)]
        default: choices = []
        }
    }

    private static func intel(_ bytes: [UInt8]) throws(AttestationError) -> [CollateralPiece] {
        let quote = try Quote(bytes)
        let chain = try PCKChain(quote.signature.certification)
        var authority: CollateralPiece.Authority?
        for der in chain.issuersDER {
            let issuer = try X509Certificate(der: der)
            guard issuer.subjectDER == chain.leaf.issuerDER else { continue }
            authority = CollateralPiece.Authority.allCases.first { $0.name == issuer.subjectCommonName }
        }
        guard let authority else {
            throw AttestationError(refusing: .chainInvalid, "the quote's chain has no certificate of Intel's authorities for platforms")
        }
        let tee = quote.header.tee
        return [.tcbInfo(tee, fmspc: chain.platform.fmspc), .enclaveIdentity(tee), .platformList(authority), .intelRootList]
    }

    private static func amd(_ bytes: [UInt8], _ endorsements: Endorsements) throws(AttestationError) -> [[CollateralPiece]] {
        let report = try SNPReport(bytes)
        guard report.signingKey != .none else { throw AttestationError(refusing: .reportSignature, "the SEV-SNP report is not signed") }
        if let key = try SNPCertificates(endorsements).fittingKey(for: report) {
            return [[.amdChain(key.product, report.signingKey), .amdList(key.product, report.signingKey)]]
        }
        guard report.signingKey == .vcek, !report.hidesChip else {
            throw AttestationError(
                refusing: .endorsementMissing,
                report.signingKey == .vlek
                    ? "AMD gives VLEKs to their cloud providers only: the report's certificate must come with it"
                    : "the report hides its chip's id: its key's certificate must come with it")
        }
        return try products(of: report).map { product in
            // Reports have the first byte first; a key's certificate and its address have as many as the product's ids have.
            let id = Array(report.chipID.prefix(product.chipIDLength))
            guard let tcb = SNPTCBVersion(report.reportedTCB, layout: product.layout) else { return [] }
            return [.chipKey(product, chipID: id, tcb), .amdChain(product, .vcek), .amdList(product, .vcek)]
        }
    }

    /// Reports of version 2 do not say what their processor is: it is one of the two that had such firmware.
    private static func products(of report: SNPReport) throws(AttestationError) -> [SNPProduct] {
        guard let processor = report.processor else { return [.milan, .genoa] }
        guard let product = SNPProduct(processor) else {
            throw AttestationError(refusing: .unsupported, "the report is of a processor that is not known here")
        }
        return [product]
    }
}
