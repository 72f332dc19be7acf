#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import CHost
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
private final class Child: Sendable {
    let process: pid_t
    private let input: Mutex<Int32?>

    init(configuration: String) throws {
        var (reading, writing): (Int32, Int32) = (-1, -1)
        guard cloister_pipe(&reading, &writing) == 0 else {
            throw NodeError("no pipe for the executor: \(String(cString: strerror(errno)))")
        }
        defer { close(reading) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, reading, STDIN_FILENO)
        var process: pid_t = 0
        let words = ["cloisterd", "executor", "--config", configuration, "--embedded"]
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        let outcome = posix_spawn(&process, "/proc/self/exe", &actions, nil, arguments, &environment)
        guard outcome == 0 else {
            close(writing)
            throw NodeError("the executor cannot be started: \(String(cString: strerror(outcome)))")
        }
        self.process = process
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
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) != 0 { return status }
            // Not cancelable: the child must be gone before the ledger closes.
            await Task.detached { try? await Task.sleep(for: .milliseconds(20)) }.value
        }
    }
}
