import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Asks before something that cannot be taken back.
enum Confirmation {
    /// Returns if the person types `yes`; without a terminal there is nobody to ask.
    static func ask(_ question: String) throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw CommandFailure(
                .validationFailure, reason: "NOT_CONFIRMED", message: "\(question) There is no terminal to ask at; say it with --yes")
        }
        Terminal.writeError(Terminal.escaped(question) + " Type yes to go on: ")
        guard readLine() == "yes" else {
            throw CommandFailure(.failure, reason: "NOT_CONFIRMED", message: "nothing was done, because the answer was not yes")
        }
    }
}
