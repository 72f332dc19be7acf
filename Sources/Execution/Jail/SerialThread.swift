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

    private let steps = Mutex<[Step]>([])
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

    /// Ends the thread after all that was asked for before. Nothing may be asked for afterwards.
    func finish() { enqueue(.end) }

    private func enqueue(_ step: Step) {
        steps.withLock { $0.append(step) }
        available.signal()
    }

    private func loop() {
        while true {
            available.wait()
            switch steps.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
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
