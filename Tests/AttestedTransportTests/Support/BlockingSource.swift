import Attestation
import Synchronization

/// A source of quotes that makes each one wait until the test lets it go or has it fail.
final class BlockingSource: EvidenceSource {
    struct Failure: Error {}

    private struct State {
        var asked: [ReportData] = []
        var open: [CheckedContinuation<Void, any Error>] = []
    }
    private let base: FakeSource
    private let state = Mutex(State())

    init(_ base: FakeSource) { self.base = base }

    /// What quotes were asked for, in order.
    var asked: [ReportData] { state.withLock { $0.asked } }
    /// Quotes under way.
    var open: Int { state.withLock { $0.open.count } }

    func release(failing: Bool = false) {
        let continuation = state.withLock { $0.open.isEmpty ? nil : $0.open.removeFirst() }
        if failing { continuation?.resume(throwing: Failure()) } else { continuation?.resume() }
    }

    func evidence(for reportData: ReportData) async throws -> Evidence {
        try await withCheckedThrowingContinuation { continuation in
            state.withLock { state in
                state.asked.append(reportData)
                state.open.append(continuation)
            }
        }
        return try await base.evidence(for: reportData)
    }
}

/// A clock that only the test moves.
final class ManualClock: Sendable {
    private let start = ContinuousClock.now
    private let offset = Mutex(Duration.zero)

    var now: ContinuousClock.Instant { start + offset.withLock { $0 } }
    func advance(_ duration: Duration) { offset.withLock { $0 += duration } }
}
