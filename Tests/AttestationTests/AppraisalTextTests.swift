import Attestation
import Testing

@testable import SoftwareTEE

@Suite struct AppraisalTextTests {
    private func text(_ evidence: Evidence, role: NodeRole = .control) throws -> String {
        let appraiser = Appraiser(verifiers: [try Samples.verifier()], policy: try Samples.policy())
        return AppraisalText(appraiser.record(of: evidence, reportData: try Samples.reportData(), role: role, at: Samples.time)).description
    }

    @Test func `An accepted node is described, with what was checked and a loud warning`() throws {
        let text = try text(Samples.evidence())
        #expect(text.contains("ACCEPTED") && !text.contains("REFUSED"))
        #expect(text.contains("software-tee:" + String(repeating: "04", count: 32)))
        #expect(text.contains("checked that") && text.contains("role              control"))
        #expect(text.hasPrefix("!!!") && text.contains("PROTECTS") && text.contains("NOTHING"))
    }

    @Test func `A refused node is described with everything that was found and wanted`() throws {
        let text = try text(Samples.evidence { $0.isDebug = true }, role: .executor)
        #expect(text.contains("REFUSED: 2 requirements are not met"))
        #expect(text.contains("ROLE_MISMATCH") && text.contains("DEBUG_ENABLED") && text.contains("control (executor wanted)"))
        #expect(!text.contains("ACCEPTED:"))
    }

    @Test func `Of evidence that is not authentic nothing is shown as a fact`() throws {
        let text = try text(Samples.evidence(root: 9))
        #expect(text.contains("EVIDENCE_NOT_AUTHENTIC") && !text.contains("measurement  ") && !text.contains("checked that"))
    }
}
