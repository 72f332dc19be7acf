#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import CHost
import Execution
import Logging
import ServiceLifecycle
import Synchronization

/// The executor of `all`: a child process of the same program, because code that handles other people's functions never shares an address
/// space with the ledger's keys. It is started again if it ends, and ends when this process does.
struct EmbeddedExecutor: Service {
    let configuration: String
    let logger: Logger

    /// How long to wait before a child that ended is started again.
    private static let pause = Duration.seconds(1)

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let child = try Child(configuration: configuration)
            logger.info("the executor was started", metadata: ["pid": "\(child.process)"])
            // Also when the control node fails beside it: otherwise the process would wait for a child that never ends.
            let status = await withTaskCancellationOrGracefulShutdownHandler {
                await child.status()
            } onCancelOrGracefulShutdown: {
                child.stop()
            }
            if Task.isShuttingDownGracefully || Task.isCancelled { return }
            if status == 0 {
                // It was drained by the control node, which is stopping and is about to stop this service too.
                return try await gracefulShutdown()
            }
            logger.error("the executor ended and is started again", metadata: ["status": "\(status)"])
            try await Task.sleep(for: Self.pause)
        }
    }
}

/// A child process whose standard input is a pipe of ours: closing it asks the child to stop, and our death closes it too.
///
/// It inherits that pipe, our standard output and our standard error, and nothing else: not one descriptor of the ledger or of a session.
final class Child: Sendable {
    var process: pid_t { child.number }
    private let child: ChildProcess
    private let input: Mutex<Int32?>

    convenience init(configuration: String) throws {
        try self.init(program: "/proc/self/exe", words: ["cloisterd", "executor", "--config", configuration, "--embedded"])
    }

    init(program: String, words: [String]) throws {
        var (reading, writing): (Int32, Int32) = (-1, -1)
        guard cloister_pipe(&reading, &writing) == 0 else {
            throw NodeError("no pipe for the executor: \(String(cString: strerror(errno)))")
        }
        defer { close(reading) }
        do {
            child = try ChildProcess(path: program, arguments: words, descriptors: [reading, STDOUT_FILENO, STDERR_FILENO])
        } catch {
            close(writing)
            throw NodeError("the executor cannot be started: it \(error)")
        }
        input = Mutex(writing)
    }

    deinit { stop() }

    /// Asks the child to end. A signal would not do: those that a terminal sends to all processes must not end running work.
    func stop() {
        input.withLock { input in
            if let descriptor = input.take() { close(descriptor) }
        }
    }

    /// Waits for the child's end.
    func status() async -> Int32 {
        while true {
            if let status = child.reap(within: .zero) { return status }
            // Not cancelable: the child must be gone before the ledger closes.
            await Task.detached { try? await Task.sleep(for: .milliseconds(20)) }.value
        }
    }
}
