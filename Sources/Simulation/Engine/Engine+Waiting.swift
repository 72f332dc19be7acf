extension Engine {
    /// Waits in virtual time; throws as soon as the task is canceled.
    func sleep(_ duration: Duration) async throws {
        let (seconds, attoseconds) = duration.components
        try await sleep(microseconds: Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }

    /// The same for so many microseconds.
    func sleep(microseconds: Int) async throws {
        let waiting = OneAnswer<Void>()
        let timer = after(microseconds) { waiting.give(()) }
        defer { cancel(timer) }
        try await waiting.value()
    }
}

/// A value that one task waits for, or is canceled. The first answer counts.
final class OneAnswer<Value: Sendable>: @unchecked Sendable {
    // Touched on the engine's thread only.
    private var continuation: CheckedContinuation<Value, any Error>?
    private var result: Result<Value, any Error>?

    func give(_ value: Value) { settle(.success(value)) }
    func fail(_ error: any Error) { settle(.failure(error)) }

    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if let result { continuation.resume(with: result) } else { self.continuation = continuation }
            }
        } onCancel: {
            fail(CancellationError())
        }
    }

    private func settle(_ result: Result<Value, any Error>) {
        guard self.result == nil else { return }
        self.result = result
        continuation.take()?.resume(with: result)
    }
}
