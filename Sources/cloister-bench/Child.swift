import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Another program, started as a child process whose standard output is a pipe to here.
///
/// Not Foundation's `Process`: that hands down the blocked signals of a dispatch thread, and `openssl speed` waits for its alarm for ever.
final class Child: Sendable {
    let name: String
    private let process: pid_t
    private let input: Int32
    private let output: Int32
    private let log: String
    private let status = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// - Parameter log: Where its standard error goes.
    init(_ program: String, _ arguments: [String], log: String = "/dev/null") throws {
        name = program.split(separator: "/").last.map(String.init) ?? program
        self.log = log
        let (inputs, outputs) = (try Self.pipe(), try Self.pipe())
        (input, output) = (inputs.writing, outputs.reading)
        defer {
            close(inputs.reading)
            close(outputs.writing)
        }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, inputs.reading, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, outputs.writing, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, program, &actions, &attributes, argv, environ)
        self.process = process
        guard failure == 0 else {
            status.withLock { $0 = failure }
            throw FigureError("\(program) cannot be started: \(String(cString: strerror(failure)))")
        }
    }

    deinit {
        stop()
        close(output)
    }

    /// The next line of its standard output; throws at the end.
    func line() throws -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(output, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FigureError("\(name) ended early; the end of its log:\n\(endOfLog)") }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }

    /// Writes a line to its standard input.
    func say(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard write(input, bytes, bytes.count) == bytes.count else { throw FigureError("\(name) does not listen") }
    }

    /// The rest of its standard output. Throws if the program fails.
    func rest() throws -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(output, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        try finish()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether it still runs.
    var isRunning: Bool {
        status.withLock { status in
            guard status == nil else { return false }
            var result: Int32 = 0
            if waitpid(process, &result, WNOHANG) != 0 {
                status = result
                close(input)
            }
            return status == nil
        }
    }

    /// Asks it to end, insists after ten seconds, and waits for its end.
    func stop() {
        if isRunning { kill(process, SIGTERM) }
        for _ in 0..<1000 where isRunning { usleep(10_000) }
        if isRunning { kill(process, SIGKILL) }
        _ = wait()
    }

    /// Ends its standard input and waits for its end. Throws if the program fails.
    func finish() throws {
        let status = wait()
        guard status == 0 else { throw FigureError("\(name) failed with status \(status); the end of its log:\n\(endOfLog)") }
    }

    /// The end of what it wrote to its standard error.
    var endOfLog: String {
        guard log != "/dev/null", let file = fopen(log, "r") else { return "" }
        defer { fclose(file) }
        fseek(file, -2000, SEEK_END)
        var buffer = [UInt8](repeating: 0, count: 2000)
        return String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
    }

    private func wait() -> Int32 {
        status.withLock { status in
            if let status { return status }
            close(input)
            var result: Int32 = 0
            while waitpid(process, &result, 0) < 0, errno == EINTR {}
            status = result
            return result
        }
    }

    /// A pipe that no other child inherits.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        #if canImport(Glibc)
            let outcome = Glibc.pipe(&ends)
        #else
            let outcome = Darwin.pipe(&ends)
        #endif
        guard outcome == 0 else { throw FigureError("no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
