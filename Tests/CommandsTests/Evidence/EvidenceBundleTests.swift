import Attestation
import Foundation
import Testing

@testable import Commands

@Suite struct EvidenceBundleTests {
    private static let quote = "tdx/google_go-tdx-guest/cos-113-tdx-quote.dat"
    private static let set = "sets/tdx_00b2526a_2024-12-17.json"

    @Test func `A bundle is verified offline, by the program as a person starts it, and no longer when its endorsements ran out`()
        async throws
    {
        _ = try SharedVectors.entries()
        let bundle = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: bundle) }
        let made = await CloisterProgram.run([
            "evidence", "bundle", SharedVectors.path(Self.quote), "--endorsement", SharedVectors.path(Self.set), "--output", bundle,
            "--json",
        ])
        #expect(made == 0)
        let verify = ["evidence", "verify", bundle, "--json", "--at"]
        #expect(await CloisterProgram.run(verify + ["2024-12-17T00:50:00Z"]) == 0)
        #expect(await CloisterProgram.run(verify + ["2026-12-17T00:50:00Z"]) == 3)
        let zeros = String(repeating: "00", count: 64)
        #expect(await CloisterProgram.run(verify + ["2024-12-17T00:50:00Z", "--nonce", zeros]) == 0)
        #expect(await CloisterProgram.run(verify + ["2024-12-17T00:50:00Z", "--nonce", "00"]) == 3)
        #expect(await CloisterProgram.run(["evidence", "inspect", bundle, "--json"]) == 0)
    }

    @Test func `Every file of evidence is explained, or refused in words`() throws {
        var explained = 0
        for entry in try SharedVectors.entries() where entry["kind"] as? String == "evidence" {
            let file = try #require(entry["file"] as? String)
            let bytes = Array(try Data(contentsOf: SharedVectors.folder.appendingPathComponent(file)))
            let report = EvidenceInspectReport(EvidenceInspection(bytes))
            if !report.fields.isEmpty { explained += 1 }
            #expect(report.fields.allSatisfy { !$0.name.isEmpty && !$0.meaning.isEmpty } && report.lines[1].hasPrefix("NOT VERIFIED"))
        }
        #expect(explained >= 110)
    }
}
