#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import Synchronization

/// A one-line bar on standard error. Silent when that is no terminal, so that logs stay readable.
final class ProgressBar: Sendable {
    private let title: String
    private let isVisible: Bool
    private let drawn = Mutex<(percent: Int, finished: Bool)>((-1, false))

    init(_ title: String, isVisible: Bool = isatty(STDERR_FILENO) == 1) {
        self.title = title
        self.isVisible = isVisible
    }

    /// Draws `done` of `total`; cheap to call for every chunk.
    func update(_ done: UInt64, of total: UInt64) {
        guard isVisible else { return }
        let percent = total == 0 ? 100 : Int(min(100, Double(done) / Double(total) * 100))
        let isNew = drawn.withLock { drawn in
            guard !drawn.finished, percent > drawn.percent else { return false }
            drawn.percent = percent
            return true
        }
        if isNew { Terminal.writeError("\r\(Self.line(title: title, percent: percent, total: total))") }
    }

    /// Ends the line. Calling it twice is harmless.
    func finish() {
        guard isVisible else { return }
        let ends = drawn.withLock { drawn in
            defer { drawn.finished = true }
            return !drawn.finished && drawn.percent >= 0
        }
        if ends { Terminal.writeError("\n") }
    }

    static func line(title: String, percent: Int, total: UInt64) -> String {
        let width = 28
        let filled = width * percent / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let number = String(percent)
        return "\(title) \(bar) \(String(repeating: " ", count: 3 - number.count))\(number) % of \(ByteCount(total))"
    }
}
