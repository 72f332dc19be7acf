import ArgumentParser
import SoftwareTEE

/// The program `cloister`.
public enum CloisterProgram {
    /// Runs the command that the arguments, without the program's name, ask for, and returns the exit code.
    public static func run(_ arguments: [String]) async -> Int32 {
        let asJSON = arguments.prefix { $0 != "--" }.contains("--json")
        do {
            #if os(Linux)
                try ProcessHardening.apply(readers: .nobody)
            #endif
            var command = try Cloister.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitCode.success.rawValue
        } catch {
            return report(error, asJSON: asJSON)
        }
    }

    private static func report(_ error: any Error, asJSON: Bool) -> Int32 {
        if let failure = CommandFailure(error) {
            show(failure, asJSON: asJSON)
            return failure.exitCode.rawValue
        }
        let exitCode = Cloister.exitCode(for: error)
        if exitCode.isSuccess {
            // Help and the like, which the parser treats as errors.
            Terminal.print(Cloister.fullMessage(for: error))
        } else if exitCode == .validationFailure {
            if asJSON {
                show(CommandFailure(exitCode, reason: "USAGE", message: Cloister.message(for: error)), asJSON: true)
            } else {
                Terminal.note(Cloister.fullMessage(for: error))
            }
        } else {
            show(CommandFailure(exitCode, reason: "UNEXPECTED", message: Cloister.message(for: error)), asJSON: asJSON)
        }
        return exitCode.rawValue
    }

    private static func show(_ failure: CommandFailure, asJSON: Bool) {
        if asJSON, let text = try? JSONText.of(FailureDocument(reason: failure.reason, message: failure.message)) {
            Terminal.note(text)
        } else {
            failure.details.forEach(Terminal.note)
            Terminal.note("error: \(failure.message) [\(failure.reason)]")
        }
    }
}
