import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How a command shows its result.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON document on standard output, and errors as JSON on standard error.")
    var json = false

    @Flag(help: "No progress and no notes on standard error.")
    var quiet = false

    /// Whether bars may be drawn.
    var showsProgress: Bool { !quiet && !json && isatty(STDERR_FILENO) == 1 }

    /// Tells something beside the result.
    func note(_ line: String) {
        if !quiet && !json { Terminal.note(line) }
    }

    func progressBar(_ title: String) -> ProgressBar { ProgressBar(title, isVisible: showsProgress) }
}
