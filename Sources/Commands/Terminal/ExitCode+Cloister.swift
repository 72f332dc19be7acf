import ArgumentParser

/// The exit codes of `cloister`, as `cloister help exit-codes` and docs/cli.md list them.
extension ExitCode {
    /// The appraisal of the node failed: nothing was sent.
    static let appraisalRefused = ExitCode(3)
    /// The service refused the request; the reason code says why.
    static let refused = ExitCode(4)
    /// The node could not be reached, or the connection broke.
    static let unreachable = ExitCode(5)
    /// The run ended as failed or canceled.
    static let runFailed = ExitCode(6)
    /// A local file is missing, unreadable or not what it should be.
    static let localFile = ExitCode(7)
}
