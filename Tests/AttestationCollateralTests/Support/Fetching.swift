import Foundation
import Synchronization

@testable import Attestation
@testable import AttestationCollateral

/// A clock that a test sets. Sleeping moves it on and takes no time.
final class TestClock: Sendable {
    private let state: Mutex<(now: UInt64, elapsed: Duration, naps: [Duration])>

    init(_ now: UInt64) { state = Mutex((now, .zero, [])) }

    func set(_ now: UInt64) { state.withLock { $0.now = now } }
    var naps: [Duration] { state.withLock { $0.naps } }

    var clock: CollateralClock {
        CollateralClock(
            now: { self.state.withLock { $0.now } }, elapsed: { self.state.withLock { $0.elapsed } },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.elapsed += duration
                    state.now += UInt64(max(0, duration.components.seconds))
                    state.naps.append(duration)
                }
                await Task.yield()
            }, random: { 0.5 })
    }
}

/// A transport that answers from a list or a function, and remembers what it was asked.
final class ScriptedTransport: CollateralTransport {
    private let script: @Sendable (CollateralRequest, Int) async throws -> HTTPAnswer
    private let seen = Mutex<[CollateralRequest]>([])

    init(_ script: @escaping @Sendable (CollateralRequest, Int) async throws -> HTTPAnswer) { self.script = script }

    var requests: [CollateralRequest] { seen.withLock { $0 } }

    func answer(to request: CollateralRequest) async throws -> HTTPAnswer {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count
        }
        return try await script(request, number)
    }
}

/// A folder of a test's own that is gone afterwards.
struct TestFolder: ~Copyable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("collateral-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension CollateralFetcher.Limits {
    /// Without the pauses that vendors want.
    static var hasty: Self {
        var limits = Self()
        limits.interval = .zero
        return limits
    }
}

/// What happened, in order, told by several tasks.
final class Noted<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    var all: [Value] { values.withLock { $0 } }
    func note(_ value: Value) { values.withLock { $0.append(value) } }
}
