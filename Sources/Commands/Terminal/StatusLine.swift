import Synchronization

/// A line on standard error that says what is being waited for. Silent when that is no terminal.
final class StatusLine: Sendable {
    let isVisible: Bool
    private let shown = Mutex(false)

    init(isVisible: Bool) { self.isVisible = isVisible }

    func update(_ text: String) {
        guard isVisible else { return }
        shown.withLock { shown in
            shown = true
            Terminal.writeError("\r\u{1B}[K\(Terminal.escaped(text).replacing("\n", with: " "))")
        }
    }

    func finish() {
        shown.withLock { shown in
            if shown { Terminal.writeError("\r\u{1B}[K") }
            shown = false
        }
    }
}
