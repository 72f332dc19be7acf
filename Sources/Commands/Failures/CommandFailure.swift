import ArgumentParser

/// Why a command ended without its result: an exit code for scripts, a stable reason for programs, a sentence for people.
struct CommandFailure: Error {
    let exitCode: ExitCode
    /// Upper-case snake case; the service's own reason where the service refused.
    let reason: String
    /// One sentence that names the thing and says what to do.
    let message: String
    /// Shown before the sentence to people, never in JSON.
    var details: [String] = []

    init(_ exitCode: ExitCode, reason: String, message: String, details: [String] = []) {
        (self.exitCode, self.reason, self.message, self.details) = (exitCode, reason, message, details)
    }
}

/// How a failure is written with `--json`.
struct FailureDocument: Encodable {
    struct Content: Encodable {
        let reason: String
        let message: String
    }
    let error: Content

    init(reason: String, message: String) { error = Content(reason: reason, message: message) }
}
