import Foundation
import Glibc
import Synchronization
import Testing

/// The program `cloister` with a home of its own; it prints JSON.
final class CommandLineProgram: Sendable {
    let home: String
    private let folder: String
    private let calls = Mutex(0)

    /// What one command said and how it ended.
    struct Outcome {
        let code: Int32
        let text: String

        /// The text, if the command ended so.
        func expect(_ code: Int32, location: SourceLocation = #_sourceLocation) throws -> String {
            try #require(self.code == code, "\(text)", sourceLocation: location)
            return text
        }
    }

    init(in scratch: Scratch) {
        folder = scratch.path
        home = scratch.path + "/home"
    }

    /// Runs one command to its end.
    func run(_ words: [String]) async throws -> Outcome {
        let number = calls.withLock { calls in
            calls += 1
            return calls
        }
        let program = try RealProgram(Host.client, words + ["--home", home, "--json"], log: "\(folder)/command-\(number).log")
        let status = try await program.wait()
        // As WIFEXITED and WEXITSTATUS have it; a signal is no exit code.
        return Outcome(code: status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f), text: program.text)
    }

    func run(_ words: String...) async throws -> Outcome { try await run(words) }
}
