import Wire

/// Authenticates evidence of Azure's confidential machines (docs/spec/azure.md): the processor vouches for the paravisor, which names the key of
/// its virtual TPM, which vouches for what booted.
///
/// The TPM's key is trusted through the hardware's report alone. Certificates of the key are never looked at: they were issued to keys of attackers (CVE-2025-49707).
public struct AzureVerifier: EvidenceVerifier {
    private let hardware: any EvidenceVerifier
    public let platform: Platform

    /// A verifier of machines on SEV-SNP, or on TDX, that leaves the processor's part to this one; nil for a verifier of another platform.
    public init?(hardware: any EvidenceVerifier) {
        switch hardware.platform {
        case .sevSNP: platform = .azureSNP
        case .tdx: platform = .azureTDX
        default: return nil
        }
        self.hardware = hardware
    }

    public func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        guard evidence.platform == platform else {
            throw AttestationError(refusing: .malformed, "evidence of \(evidence.platform) is none of \(platform)")
        }
        return try authenticate(AzureEvidence(evidence.bytes), with: endorsements, at: time)
    }

    /// The same for evidence that was read.
    package func authenticate(
        _ evidence: AzureEvidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        let processor = try processorReport(of: evidence, with: endorsements, at: time)
        guard processor.reportData?.bytes == evidence.report.wantedReportData else {
            throw AttestationError(refusing: .keyBinding, "the processor's report does not cover the paravisor's runtime data")
        }
        let runtime = try RuntimeData(evidence.report.runtimeBytes)
        let quote = evidence.quote
        let key = try AttestationKey(modulus: runtime.modulus, exponent: runtime.exponent)
        try quote.authenticate(by: key)
        let banks = quote.coveredBanks
        let log = try TPMEventLogs.log(nil, or: endorsements.eventLogs, replayingTo: banks)
        let slot = NodeSlot(field: [])
        let details = AzureDetails(
            runtimeData: runtime,
            tpm: TPMDetails(
                attest: quote.attest, banks: banks, eventLog: log, key: AttestationKeyTrust(key, area: nil, by: .processor)),
            hardware: processor.details, launchMeasurement: processor.measurement)
        return AuthenticReport(
            platform: platform, measurement: try measurement(processor.measurement, quote.attest), role: slot.role,
            configurationDigest: slot.configurationDigest, securityVersion: processor.securityVersion, isDebug: processor.isDebug,
            hardwareID: try HardwareID(platform: platform, bytes: processor.hardwareID.bytes),
            hardwareIDIsSubstitute: processor.hardwareIDIsSubstitute, binding: .digest(quote.attest.extraData),
            standing: processor.standing, details: .azure(details))
    }

    /// What the processor signed, checked by its own verifier.
    private func processorReport(
        of evidence: AzureEvidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        // Boot is the virtual TPM's to tell: its log says nothing of the processor's registers.
        var endorsements = endorsements
        endorsements.eventLogs = []
        let bytes: [UInt8]
        switch (platform, evidence.report.hardware) {
        case (.azureSNP, .snp):
            // The guest itself can have reports of lower privilege with any report data, and so with any key.
            guard evidence.report.privilegeLevel == 0 else {
                throw AttestationError(refusing: .keyBinding, "the SEV-SNP report was not made for the paravisor, at level 0")
            }
            bytes = evidence.report.hardwareReport
            if let certificate = evidence.chipCertificate { endorsements.certificates.append(certificate) }
        case (.azureTDX, .tdx):
            guard let quote = evidence.domainQuote else {
                throw AttestationError(refusing: .endorsementMissing, "the trust domain's quote is missing: a TDREPORT cannot be verified")
            }
            guard evidence.report.domainReportData == evidence.report.wantedReportData else {
                throw AttestationError(refusing: .keyBinding, "the trust domain's report does not cover the paravisor's runtime data")
            }
            bytes = quote
        default: throw AttestationError(refusing: .platformMismatch, "the paravisor's report is of other hardware than \(platform)")
        }
        return try hardware.authenticate(Evidence(platform: hardware.platform, bytes: bytes), with: endorsements, at: time)
    }

    /// What names the software: the paravisor, by the processor, and what booted, by the TPM. Neither says anything without the other.
    private func measurement(_ launch: Measurement, _ attest: TPMAttest) throws(AttestationError) -> Measurement {
        var writer = ByteWriter()
        writer.string("cloister/azure-boot/v1")
        writer.variable(launch.digest)
        writer.fixed(attest.measurement)
        return try Measurement(platform: platform, digest: TPMHash.sha256.digest(writer.bytes))
    }
}
