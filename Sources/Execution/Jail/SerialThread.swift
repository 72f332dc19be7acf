import Dispatch
import Glibc
import Synchronization

/// A thread of its own that does one thing after another.
///
/// Jails need it twice over: a conversation with one blocks, which the shared threads of Swift's tasks must not; and the kernel ends a jail
/// when the *thread* that started it ends, so that it must be one that stays.
final class SerialThread: Sendable {
    private enum Step: Sendable {
        case work(@Sendable () -> Void)
        case end
    }

    private struct State {
        var steps: [Step] = []
        var idle: (time: Duration, act: @Sendable () -> Bool)?
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)

    /// Starts the thread.
    init() throws(SystemError) {
        let body = Unmanaged.passRetained(Body { self.loop() })
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard error == 0 else {
            body.release()
            throw SystemError("start a thread", error)
        }
        pthread_detach(thread)
    }

    /// Does the work on the thread, after all that was asked for before.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(.work { continuation.resume(with: Result(catching: work)) })
        }
    }

    /// When nothing has been asked for so long, `act` is called on the thread, and the thread ends if it says so.
    func whenIdle(for time: Duration, _ act: @escaping @Sendable () -> Bool) {
        state.withLock { $0.idle = (time, act) }
        // The thread may be waiting already, without an end.
        enqueue(.work {})
    }

    /// Ends the thread after all that was asked for before. Nothing may be asked for afterwards.
    func finish() { enqueue(.end) }

    private func enqueue(_ step: Step) {
        state.withLock { $0.steps.append(step) }
        available.signal()
    }

    private func loop() {
        while true {
            let idle = state.withLock { $0.idle }
            let limit = idle.map { DispatchTime.now() + .milliseconds(Int($0.time.wholeMilliseconds)) } ?? .distantFuture
            if available.wait(timeout: limit) == .timedOut {
                if idle?.act() == true { return }
                continue
            }
            switch state.withLock({ $0.steps.isEmpty ? nil : $0.steps.removeFirst() }) {
            case .work(let work): work()
            case .end, nil: return
            }
        }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
