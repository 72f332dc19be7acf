import Crypto
import Testing
import Wire

@testable import Attestation

/// Evidence of real Azure machines, without what processors sign, which has tests of its own.
@Suite struct AzureEvidenceTests {
    private func report(_ evidence: AzureEvidence, _ platform: Platform) throws -> AuthenticReport {
        try AzureSample.verifier(platform).authenticate(evidence, with: Endorsements(), at: 1_700_000_000)
    }

    private func details(_ report: AuthenticReport) throws -> AzureDetails {
        guard case .azure(let details) = report.details else { throw AttestationError(.malformed, "other details") }
        return details
    }

    @Test(arguments: [
        ("az-snp-vtpm.evidence-v0.json", Platform.sevSNP, "challenge"), ("az-snp-vtpm.evidence-v1.json", .sevSNP, "challenge"),
        ("az-tdx-vtpm.evidence-v0.json", .tdx, "challenge"), ("az-tdx-vtpm.evidence-v1.json", .tdx, "challenge"),
    ])
    func `[13] Every container holds, and carries the caller's qualifying data`(name: String, platform: Platform, nonce: String) throws {
        let evidence = try AzureSample.evidence(name)
        let found = try report(evidence, platform)
        #expect(found.binding == .digest(Array(nonce.utf8)) && found.role == nil)
        #expect(found.platform == (platform == .tdx ? .azureTDX : .azureSNP) && found.hardwareID.platform == found.platform)
        let details = try details(found)
        #expect(details.runtimeData.secureBoot && details.runtimeData.tpmEnabled && details.runtimeData.userData?.count == 64)
        #expect(details.tpm.banks.map(\.values.count) == [24])
        // The first form of the same data leads to the same report.
        #expect((evidence.chipCertificate != nil) == (platform == .sevSNP) && (evidence.domainQuote != nil) == (platform == .tdx))
    }

    @Test(arguments: ["az-snp-vtpm.evidence-v2.json", "az-snp-vtpm.evidence-genoa.json"])
    func `Newer containers hold`(name: String) throws {
        let found = try report(AzureSample.evidence(name), .sevSNP)
        guard case .digest(let data) = found.binding else { throw AttestationError(.malformed, "another binding") }
        #expect(data.count == 48)
    }

    @Test func `A quote and a report in files of their own hold together, and not without each other`() throws {
        let bytes = try AzureSample.report("az-snp-vtpm.tpm-quote-v1.json")
        #expect(try refusal { try AzureEvidence(bytes) } == .endorsementMissing)
        let hcl = try HCLReport(AzureSample.report("az-snp-vtpm.hcl-report.bin"))
        let evidence = AzureEvidence(report: hcl, quote: try AzureEvidence.quote(bytes))
        #expect(try report(evidence, .sevSNP).binding == .digest(Array("challenge".utf8)))
        let domain = try HCLReport(AzureSample.report("az-tdx-vtpm.hcl-report.bin"))
        let quote = try AzureEvidence.quote(AzureSample.report("az-tdx-vtpm.tpm-quote-v1.json"))
        #expect(try refusal { try report(AzureEvidence(report: domain, quote: quote), .tdx) } == .endorsementMissing)
        // The quote of one machine under the report of another.
        #expect(try refusal { try report(AzureEvidence(report: hcl, quote: quote), .sevSNP) } == .reportSignature)
    }

    @Test func `[1][19] A changed report, runtime data or quote is refused for its own reason`() throws {
        let blob = try AzureSample.report("az-snp-vtpm.hcl-report.bin")
        let quote = try AzureEvidence.quote(AzureSample.report("az-snp-vtpm.tpm-quote-v1.json"))
        func outcome(_ offset: Int, _ mask: UInt8 = 1) throws -> EvidenceRefusal? {
            var changed = blob
            changed[offset] ^= mask
            return try refusal { try report(AzureEvidence(report: HCLReport(changed), quote: quote), .sevSNP) }
        }
        #expect(try outcome(32 + 0x50) == .keyBinding)  // the digest of the runtime data
        #expect(try outcome(32 + 0x50 + 32) == .keyBinding)  // the upper half, which is zero
        #expect(try outcome(1236 + 200) == .keyBinding)  // the attestation key
        #expect(try outcome(32 + 0x30) == .keyBinding)  // the privilege level
        for offset in [0, 4, 8, 12, 16, 20, 1216, 1220, 1232, 2599] { #expect(try outcome(offset) == .malformed, "byte \(offset)") }
        #expect(try outcome(1224) == .unsupported && outcome(1228) == .unsupported)
    }

    @Test func `[11] SEV-SNP is not TDX, and another platform has no paravisor`() throws {
        let evidence = try AzureSample.evidence("az-snp-vtpm.evidence-v1.json")
        #expect(try refusal { try report(evidence, .tdx) } == .platformMismatch)
        #expect(AzureVerifier(hardware: NitroVerifier()) == nil)
        let bytes = try AzureSample.report("az-snp-vtpm.evidence-v1.json")
        let wrong = try Evidence(platform: .azureTDX, bytes: bytes)
        #expect(try refusal { try AzureSample.verifier(.sevSNP).authenticate(wrong, at: 0) } == .malformed)
    }

    @Test func `[19] A trust domain's quote must cover the same runtime data as its report`() throws {
        let good = try AzureSample.evidence("az-tdx-vtpm.evidence-v1.json")
        var quote = try #require(good.domainQuote)
        quote[48 + 520] ^= 1
        let other = AzureEvidence(report: good.report, quote: good.quote, domainQuote: quote)
        #expect(try refusal { try self.report(other, .tdx) } == .keyBinding)
        var blob = try AzureSample.report("az-tdx-vtpm.hcl-report.bin")
        blob[32 + 128] ^= 1
        let report = AzureEvidence(report: try HCLReport(blob), quote: good.quote, domainQuote: good.domainQuote)
        #expect(try refusal { try self.report(report, .tdx) } == .keyBinding)
    }

    @Test func `[16] The measurement covers the paravisor and the registers`() throws {
        let one = try AzureSample.evidence("az-snp-vtpm.evidence-v1.json")
        let two = try AzureSample.evidence("az-snp-vtpm.evidence-v2.json")
        #expect(try report(one, .sevSNP).measurement != report(two, .sevSNP).measurement)
        #expect(try report(one, .sevSNP).measurement.digest != Samples.bytes(7, 48))
    }

    @Test func `[2] A report cut at any length but in its filling is refused`() throws {
        let blob = try AzureSample.report("az-snp-vtpm.hcl-report.bin")
        for length in 0..<1236 + 1110 { #expect(try refusal { try HCLReport(Array(blob.prefix(length))) } == .malformed) }
        #expect(try HCLReport(Array(blob.prefix(1236 + 1110))) == HCLReport(blob))
        #expect(try HCLReport(Array((blob + Samples.bytes(0, 448)).prefix(3048))) == HCLReport(blob))
    }

    @Test func `Runtime data without one attestation key for signing, or of another form, is refused`() throws {
        let good = try String(decoding: AzureSample.evidence("az-snp-vtpm.evidence-v1.json").report.runtimeBytes, as: UTF8.self)
        #expect(try RuntimeData(Array(good.utf8)).modulus.count == 256)
        for (found, other) in [
            ("HCLAkPub", "HCLBkPub"), ("HCLEkPub", "HCLAkPub"), ("\"sign\"", "\"encrypt\""), ("RSA", "EC"),
            ("\"e\":\"AQAB\"", "\"e\":\"A*AB\""),
            ("\"secure-boot\":true", "\"secure-boot\":1"), ("\"user-data\":\"00", "\"user-data\":\"0"), ("\"keys\"", "\"key\""),
        ] {
            let changed = good.replacing(found, with: other)
            #expect(changed != good, "\(found)")
            #expect(try refusal { try RuntimeData(Array(changed.utf8)) } == .malformed, "\(found)")
        }
    }
}
