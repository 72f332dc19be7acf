import Synchronization

/// A one-line bar on standard error. Silent where `isVisible` is false, so that logs stay readable.
final class ProgressBar: Sendable {
    /// What is counted.
    enum Unit: Sendable { case bytes, calls }

    private let title: String
    private let isVisible: Bool
    private let unit: Unit
    private let drawn = Mutex<(percent: Int, finished: Bool)>((-1, false))

    init(_ title: String, isVisible: Bool, unit: Unit = .bytes) {
        self.title = title
        self.isVisible = isVisible
        self.unit = unit
    }

    /// Draws `done` of `total`; cheap to call for every chunk.
    func update(_ done: UInt64, of total: UInt64) {
        guard isVisible else { return }
        let percent = total == 0 ? 100 : Int(min(100, Double(done) / Double(total) * 100))
        drawn.withLock { drawn in
            guard !drawn.finished, percent > drawn.percent else { return }
            drawn.percent = percent
            Terminal.writeError("\r\(Self.line(title: title, percent: percent, total: total, unit: unit))")
        }
    }

    /// Ends the line. Calling it twice is harmless.
    func finish() {
        drawn.withLock { drawn in
            if !drawn.finished && drawn.percent >= 0 { Terminal.writeError("\n") }
            drawn.finished = true
        }
    }

    static func line(title: String, percent: Int, total: UInt64, unit: Unit) -> String {
        let width = 28
        let filled = width * percent / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let number = String(percent)
        let amount = unit == .bytes ? "\(ByteCount(total))" : "\(total)"
        return "\(title) \(bar) \(String(repeating: " ", count: 3 - number.count))\(number) % of \(amount)"
    }
}
