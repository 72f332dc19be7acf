import Testing

@testable import Attestation

/// Settings of measured boot that policies can ask for: what the paravisor says, and the TPM's clock.
@Suite struct MeasuredBootTraitTests {
    private func policy(_ platform: String, _ members: String) throws -> EvidencePolicy {
        try EvidencePolicy(json: Array("{\"version\": 1, \"platforms\": {\"\(platform)\": {\(members)}}}".utf8))
    }

    private func codes(_ report: AuthenticReport, _ platform: String, _ members: String) throws -> [String] {
        let requirements = try policy(platform, members).requirements(for: report.platform)
        return requirements.flatMap { $0.failures(in: report, at: 0) }.map(\.code.description).filter { $0.contains("INFO") }
    }

    @Test(arguments: ["secure-boot", "virtual-tpm", "safe-clock"])
    func `[9] What Azure's machine says of its boot can be demanded and refused`(name: String) throws {
        for (file, platform, text) in [
            ("az-snp-vtpm.evidence-v1.json", Platform.sevSNP, "azure-snp"), ("az-tdx-vtpm.evidence-v1.json", .tdx, "azure-tdx"),
        ] {
            let report = try AzureSample.verifier(platform).authenticate(AzureSample.evidence(file), with: Endorsements(), at: 0)
            #expect(try codes(report, text, "\"require\": [\"\(name)\"]").isEmpty, "\(text)")
            #expect(try codes(report, text, "\"refuse\": [\"\(name)\"]") == ["PLATFORM_INFO_NOT_ACCEPTED"], "\(text)")
        }
    }

    @Test func `[9] What the paravisor does not say fails, whether demanded or refused`() throws {
        let report = try AzureSample.verifier(.sevSNP).authenticate(
            AzureSample.evidence("az-snp-vtpm.evidence-v1.json"), with: Endorsements(), at: 0)
        let says = report.details.trait(.console)
        #expect(try codes(report, "azure-snp", "\"require\": [\"console\"]").isEmpty == (says == true))
        #expect(try codes(report, "azure-snp", "\"refuse\": [\"console\"]").isEmpty == (says == false))
        #expect(try MadeDocument().report().details.trait(.secureBoot) == nil)
    }

    @Test(arguments: [true, false]) func `[9] A TPM whose clock was set back can be refused`(isSafe: Bool) throws {
        var quote = MadeQuote()
        quote.isClockSafe = isSafe
        let report = try quote.report(trustingKey: true)
        #expect(try codes(report, "tpm", "\"require\": [\"safe-clock\"]").isEmpty == isSafe)
        #expect(throws: AttestationError.self) { try policy("tpm", "\"require\": [\"secure-boot\"]") }
        #expect(throws: AttestationError.self) { try policy("nitro", "\"require\": [\"safe-clock\"]") }
    }
}
