import Testing
import Wire

@testable import Attestation

/// Evidence that a node sends together with what its verification needs.
@Suite struct EndorsedEvidenceTests {
    private struct Quotes: EvidenceSource {
        let platform: Platform
        func evidence(for reportData: ReportData) async throws -> Evidence { try Evidence(platform: platform, bytes: reportData.bytes) }
    }

    private struct Unreadable: Error {}

    @Test func `Evidence goes in a bundle with what is endorsed at that moment, and bare while there is nothing`() async throws {
        let data = try Samples.reportData()
        let endorsements = Endorsements(certificates: [[0x30, 1]])
        let bundled = try await EndorsedEvidence(Quotes(platform: .tdx)) { endorsements }.evidence(for: data)
        let bundle = try EndorsementBundle(decoding: bundled.bytes)
        #expect(bundle.evidence == (try Evidence(platform: .tdx, bytes: data.bytes)) && bundle.endorsements == endorsements)
        #expect(bundled.platform == .tdx)
        let bare = try await EndorsedEvidence(Quotes(platform: .tdx)) { Endorsements() }.evidence(for: data)
        #expect(bare.bytes == data.bytes)
    }

    @Test func `The software TEE has nothing that could be endorsed`() async throws {
        let evidence = try await EndorsedEvidence(Quotes(platform: .softwareTEE)) { Endorsements(certificates: [[0x30, 1]]) }
            .evidence(for: Samples.reportData())
        #expect(evidence.bytes == (try Samples.reportData()).bytes)
    }

    @Test func `[12] Endorsements that cannot be read leave no evidence, and neither do those too long for it`() async throws {
        let data = try Samples.reportData()
        await #expect(throws: Unreadable.self) {
            _ = try await EndorsedEvidence(Quotes(platform: .tdx)) { throw Unreadable() }.evidence(for: data)
        }
        let long = Endorsements(eventLogs: [Samples.bytes(1, Evidence.maximumLength)])
        await #expect(throws: AttestationError.self) {
            _ = try await EndorsedEvidence(Quotes(platform: .tdx)) { long }.evidence(for: data)
        }
    }
}
