import Attestation
import SoftwareTEE
import Synchronization

/// What the echo's evidence says.
enum EchoEvidence {
    static let origin = "bench.example/echo"
    static let slowness = Duration.milliseconds(200)

    static func measurement() throws -> Measurement { try Measurement(platform: .softwareTEE, digest: [UInt8](repeating: 7, count: 32)) }

    /// Quotes, and takes its time: like a device, for one caller after the other.
    final class Source: EvidenceSource {
        private let base: UnmeasuredSource
        private let delay: Duration
        private let free = Mutex(ContinuousClock.now)

        init(base: UnmeasuredSource, delay: Duration) {
            self.base = base
            self.delay = delay
        }

        func evidence(for reportData: ReportData) async throws -> Evidence {
            if delay > .zero {
                let end = free.withLock { free in
                    free = max(free, .now) + delay
                    return free
                }
                try await Task.sleep(until: end)
            }
            return try await base.evidence(for: reportData)
        }
    }
}
