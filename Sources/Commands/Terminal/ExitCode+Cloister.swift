import ArgumentParser

/// The exit codes of `cloister`, as `cloister --help` and docs/cli.md list them.
extension ExitCode {
    /// The node is not what it must be: its appraisal failed, its ledger went back, or its answers do not fit.
    static let appraisalRefused = ExitCode(3)
    /// The service refused the request; the reason code says why.
    static let refused = ExitCode(4)
    /// The node could not be reached, or the connection broke and the outcome is unknown.
    static let unreachable = ExitCode(5)
    /// The run ended as failed or canceled.
    static let runFailed = ExitCode(6)
    /// A local file is missing, unreadable or not what it should be.
    static let localFile = ExitCode(7)

    /// The list for people.
    static let explanation = """
        Exit codes:
          0   done
          1   an error that cloister did not foresee
          3   the node was refused: its evidence, its ledger or its answers
              are not what they must be
          4   the service refused the request; the reason says why
          5   the node cannot be reached, or the connection broke and the
              outcome is unknown
          6   the run ended as failed or canceled
          7   a local file is missing, unreadable or not what it should be
          64  the command line is wrong
        """
}
