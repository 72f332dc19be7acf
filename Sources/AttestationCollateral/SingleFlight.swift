import Synchronization

/// One piece of work at a time for each key: whoever comes while it runs waits for its result.
///
/// The work belongs to the task that came first. If that is cancelled, another of those that wait does the work anew.
package final class SingleFlight<Value: Sendable>: Sendable {
    private enum Outcome {
        case finished(Result<Value, any Error>)
        case abandoned
    }

    private typealias Waiter = CheckedContinuation<Outcome, Never>
    private let flights = Mutex<[String: [Int: Waiter]]>([:])
    private let numbers = Atomic<Int>(0)

    package init() {}

    /// How many wait for a key.
    package func waiting(for key: String) -> Int { flights.withLock { $0[key]?.count ?? 0 } }

    /// The result of `work`, or of the same work that another task does.
    package func run(_ key: String, _ work: () async throws -> Value) async throws -> Value {
        while true {
            try Task.checkCancellation()
            if flights.withLock({ $0[key] == nil ? $0.updateValue([:], forKey: key) == nil : false }) { return try await lead(key, work) }
            if case .finished(let result) = await follow(key) { return try result.get() }
        }
    }

    private func lead(_ key: String, _ work: () async throws -> Value) async throws -> Value {
        let result: Result<Value, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        var outcome = Outcome.finished(result)
        if case .failure(let error) = result, error is CancellationError || Task.isCancelled { outcome = .abandoned }
        let waiters = flights.withLock { $0.removeValue(forKey: key) } ?? [:]
        for waiter in waiters.values { waiter.resume(returning: outcome) }
        return try result.get()
    }

    private func follow(_ key: String) async -> Outcome {
        let number = numbers.add(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                let isLate = flights.withLock { flights in
                    if Task.isCancelled || flights[key] == nil { return true }
                    flights[key]?[number] = waiter
                    return false
                }
                if isLate { waiter.resume(returning: .abandoned) }
            }
        } onCancel: {
            flights.withLock { $0[key]?.removeValue(forKey: number) }?.resume(returning: .abandoned)
        }
    }
}
