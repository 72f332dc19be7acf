import Testing

@testable import Attestation

/// Every truncation and every changed byte of SEV-SNP reports, authenticated with genuine endorsements.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct SNPSweepTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let report: String
        let key: String
        let list: String?
        let time: UInt64
        var testDescription: String { report }
    }

    static let samples = [
        // Version 2 of Milan, 3 and 5 of Genoa, 5 of Turin, and one under a VLEK.
        Sample(
            report: "snp/confidential-containers_trustee/test-report.bin", key: "milan/vcek_34309875", list: "milan/crl_20250506",
            time: 1_749_127_146),
        Sample(
            report: "snp/confidential-containers_trustee/evidence-genoa.json.227a641d.snp-report.bin", key: "genoa/vcek_c065f729",
            list: "genoa/crl_20241023", time: 1_740_277_308),
        Sample(
            report: "snp/project-oak_oak/genoa_oc_evidence.binarypb.6d1ceffa.snp-report.bin", key: "genoa/vcek_b6563a6c",
            list: "genoa/crl_20241023", time: 1_757_179_301),
        Sample(
            report: "snp/project-oak_oak/turin_oc_evidence.binarypb.3f44a09b.snp-report.bin", key: "turin/vcek_14889815", list: nil,
            time: 1_755_363_886),
        Sample(
            report: "snp/confidential-containers_trustee/test-vlek-report.bin", key: "milan/vlek_296a7c99", list: "milan/crl_20250506",
            time: 1_749_127_146),
    ]

    @Test(arguments: samples)
    func `[1][2] No byte of an SEV-SNP report can be changed`(sample: Sample) async throws {
        let authority = sample.key.contains("vlek") ? "milan/asvk" : "\(sample.key.prefix(5))/ask"
        let endorsements = Endorsements(
            certificates: try [sample.key, authority].map { try SharedEvidence.bytes("collateral/amd/\($0).der") },
            revocationLists: try [sample.list].compactMap { $0 }.map { try SharedEvidence.bytes("collateral/amd/\($0).der") })
        let verifier = SNPVerifier(accepting: sample.list == nil ? [.unsafeWithoutRevocation] : [])
        let bytes = try SharedEvidence.bytes(sample.report)
        // The key's chain is held against AMD's root once; no byte of the report has part in that but those that choose the key.
        let key = try verifier.key(for: SNPReport(bytes), with: endorsements, at: sample.time)
        let sweep = ByteSweep(name: sample.report, bytes: bytes) { "\(try verifier.verify(SNPReport($0), signedBy: key).report)" }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
