import Testing
import Wire

@testable import Attestation

/// Evidence of real Azure machines in full, with what AMD and Intel vouch for.
@Suite struct AzureProcessorTests {
    private func endorsements(_ files: [String], lists: [String] = []) throws -> Endorsements {
        Endorsements(certificates: try files.map(EvidenceEntry.certificate), revocationLists: try lists.map(EvidenceEntry.bytes))
    }

    private func snp(_ name: String, _ endorsements: Endorsements, at time: UInt64) throws -> AuthenticReport {
        try #require(AzureVerifier(hardware: SNPVerifier())).authenticate(
            AzureSample.evidence(name), with: endorsements, at: time)
    }

    @Test(arguments: ["az-snp-vtpm.evidence-v0.json", "az-snp-vtpm.evidence-v1.json", "az-snp-vtpm.evidence-v2.json"])
    func `[6] A machine on Milan holds with AMD's certificates and revocation list, and not without`(name: String) throws {
        let milan = "collateral/amd/milan/"
        let full = try endorsements([milan + "ask.der", milan + "ark.der"], lists: [milan + "crl_20250506.der"])
        let time: UInt64 = 1_750_000_000
        let found = try snp(name, full, at: time)
        #expect(found.platform == .azureSNP && !found.isDebug && found.hardwareID.bytes.count == 64 && !found.hardwareIDIsSubstitute)
        var without = full
        without.revocationLists = []
        #expect(try refusal { try snp(name, without, at: time) } == .revocationListMissing)
        without = full
        without.certificates = []
        #expect(try refusal { try snp(name, without, at: time) } == .endorsementMissing)
    }

    @Test func `A machine on Genoa holds but for its revocation list`() throws {
        let genoa = "collateral/amd/genoa/"
        let full = try endorsements([genoa + "ask.der", genoa + "ark.der"])
        let found = try refusal { try snp("az-snp-vtpm.evidence-genoa.json", full, at: 1_750_000_000) }
        #expect(found == .revocationListMissing)
    }
}
