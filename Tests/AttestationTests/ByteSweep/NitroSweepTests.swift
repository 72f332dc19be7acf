import Testing

@testable import Attestation

/// Every truncation and every changed byte of whole documents of real enclaves.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct NitroSweepTests {
    @Test(arguments: [
        "base-org_nitro-validator/NitroValidator.t.sol.69d51f98.cose.bin",
        "distributed-lab_aws-nitro-enclaves-av/utils.go.2668d61d.cose.bin",
    ])
    func `[1][2] No byte of a document can be changed`(name: String) async throws {
        let entry = try #require(try EvidenceEntry.entries("evidence", "nitro").first { $0.file == "nitro/" + name })
        let (bytes, time) = (try entry.bytes, try #require(entry.time))
        let sweep = ByteSweep(name: "Nitro document", bytes: bytes, masks: [0x01]) {
            "\(try NitroVerifier().authenticate(Evidence(platform: .nitro, bytes: $0), at: time))"
        }
        let complaints = try await sweep.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
