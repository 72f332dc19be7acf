import CHost
import Glibc
import Synchronization

/// A process that this one started. It inherits nothing but the descriptors named.
package final class ChildProcess: Sendable {
    private struct State {
        var descriptor: Int32
        var status: Int32?
    }

    /// Its number, which means something only until it is reaped.
    package let number: Int32
    private let state: Mutex<State>

    /// Starts a program with an empty environment; -1 stands for /dev/null.
    package init(path: String, arguments: [String], descriptors: [Int32]) throws(SystemError) {
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0 else { throw SystemError("open /dev/null", errno) }
        defer { close(nothing) }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var number: pid_t = 0
        var descriptor: Int32 = -1
        let mapped = descriptors.map { $0 < 0 ? nothing : $0 }
        let error = chost_spawn(path, &words, &environment, mapped, mapped.count, &number, &descriptor)
        guard error == 0 else { throw SystemError("start \(path)", error) }
        self.number = number
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { end() }

    /// Ends the process at once, whatever it is doing. May be called from any thread, and more than once.
    func kill() {
        state.withLock { state in
            if state.status == nil, state.descriptor >= 0 { _ = chost_kill(number, state.descriptor) }
        }
    }

    /// Waits for the process to end; its exit status, or 128 + signal, or nil if it goes on. One thread only.
    package func reap(within time: Duration) -> Int32? {
        let (known, descriptor) = state.withLock { ($0.status, $0.descriptor) }
        if let known { return known }
        let deadline = ContinuousClock.now + time
        var status: Int32 = 0
        while true {
            let result = chost_reap(number, descriptor, (deadline - .now).wholeMilliseconds, &status)
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { return nil }
            state.withLock { state in
                state.status = status
                close(state.descriptor)
                state.descriptor = -1
            }
            return status
        }
    }

    /// Ends the process and waits until it is gone. One thread only.
    func end() {
        kill()
        // Nothing withstands the signal; the wait is bounded only so that a kernel that hangs does not hang us.
        _ = reap(within: .seconds(10))
    }
}
