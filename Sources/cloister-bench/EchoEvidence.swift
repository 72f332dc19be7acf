import Attestation
import SoftwareTEE

/// What the echo's evidence says.
enum EchoEvidence {
    static let origin = "bench.example/echo"
    static let slowness = Duration.milliseconds(200)

    static func measurement() throws -> Measurement { try Measurement(platform: .softwareTEE, digest: [UInt8](repeating: 7, count: 32)) }

    /// Quotes, and takes its time.
    struct Source: EvidenceSource {
        let base: UnmeasuredSource
        let delay: Duration

        func evidence(for reportData: ReportData) async throws -> Evidence {
            if delay > .zero { try await Task.sleep(for: delay) }
            return try await base.evidence(for: reportData)
        }
    }
}
