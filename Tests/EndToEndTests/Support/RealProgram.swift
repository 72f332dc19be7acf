import Glibc
import Synchronization

/// A program of ours that runs as a process of its own, with an environment that is empty unless given, and everything it says in a log file.
final class RealProgram: Sendable {
    let pid: pid_t
    let log: String
    private let status = Mutex<Int32?>(nil)

    init(_ path: String, _ words: [String], log: String, environment given: [String] = []) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        let arguments: [UnsafeMutablePointer<CChar>?] = ([path] + words).map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var environment: [UnsafeMutablePointer<CChar>?] = given.map { strdup($0) } + [nil]
        defer { environment.forEach { free($0) } }
        var pid: pid_t = 0
        let outcome = posix_spawn(&pid, path, &actions, nil, arguments, &environment)
        guard outcome == 0 else { throw SetupError("\(path) cannot be started: \(outcome)") }
        self.pid = pid
        self.log = log
    }

    /// How it ended, as `waitpid` tells; nil while it runs.
    var ended: Int32? {
        status.withLock { status in
            if let status { return status }
            var now: Int32 = 0
            if waitpid(pid, &now, WNOHANG) == pid { status = now }
            return status
        }
    }

    var text: String { Processes.text(log) }

    /// The processes below it, without itself.
    var descendants: [pid_t] { Array(Processes.family(of: pid).dropFirst()) }

    /// The executor that a node in the role `all` keeps.
    var executor: pid_t? { descendants.first { Processes.text("/proc/\($0)/cmdline").contains("executor\0") } }

    func signal(_ number: Int32) { if ended == nil { kill(pid, number) } }

    /// Waits for its end.
    func wait() async throws -> Int32 { try await eventually("the end of process \(pid)") { ended } }

    /// Ends it and all below it, if need be by force.
    func end() async {
        let family = descendants
        signal(SIGTERM)
        if (try? await eventually("a good end", within: 45, { ended })) == nil { signal(SIGKILL) }
        _ = try? await eventually("the end of process \(pid)", within: 10) { ended }
        for process in family where Processes.isThere(process) { kill(process, SIGKILL) }
    }
}
