import Glibc
import Synchronization

/// Witnesses, each a process of its own with a folder and a port of its own.
final class WitnessProcesses: Sendable {
    /// How long a round may take, in milliseconds.
    private static let deadline = 10_000

    private struct One {
        let key: String
        let folder: String
        let port: Int
    }
    private let all: [One]
    private let logs: String
    private let running = Mutex<[RealProgram]>([])
    private let ledger = Mutex("")

    /// Makes the witnesses' keys and memories.
    init(_ count: Int, in scratch: Scratch) async throws {
        var all: [One] = []
        for number in 1...count {
            let folder = scratch.path + "/witness\(number)"
            let maker = try RealProgram(
                Host.client, ["witness", "init", "--folder", folder, "--name", "witness.example/w\(number)"], log: folder + "-init.log")
            let status = try await maker.wait()
            guard status == 0, let line = maker.text.split(separator: "\n").first(where: { $0.hasPrefix("witness ") }) else {
                throw SetupError("no witness was made: \(maker.text)")
            }
            let key = String(line.dropFirst("witness".count).drop { $0 == " " })
            all.append(One(key: key, folder: folder, port: try FreePort.next()))
        }
        self.all = all
        logs = scratch.path + "/witness"
    }

    /// Whether they serve.
    var isServing: Bool { running.withLock { !$0.isEmpty } }

    /// The member of a node's configuration: a quorum of all but one.
    var settings: String {
        let list = all.map { "{\"key\": \"\($0.key)\", \"url\": \"http://127.0.0.1:\($0.port)\"}" }.joined(separator: ", ")
        return """
            {"mode": "quorum", "needed": \(all.count - 1), "faulty": 0, "maximumAgeSeconds": 60, "deadlineMilliseconds": \(Self.deadline), "list": [\(list)]}
            """
    }

    /// A home's file of the same policy.
    var trust: String {
        let keys = all.map { "\"\($0.key)\"" }.joined(separator: ", ")
        return "{\"needed\": \(all.count - 1), \"faulty\": 0, \"maximumAgeSeconds\": 60, \"keys\": [\(keys)]}"
    }

    /// Starts them for a ledger.
    func start(knowing ledger: String) async throws {
        self.ledger.withLock { $0 = ledger }
        for (number, one) in all.enumerated() {
            let program = try RealProgram(
                Host.client, ["witness", "serve", "--folder", one.folder, "--listen", "127.0.0.1:\(one.port)", "--log", ledger],
                log: "\(logs)\(number + 1).log")
            running.withLock { $0.append(program) }
            _ = try await eventually("a witness") {
                guard program.ended == nil else { throw SetupError("the witness ended: \(program.text)") }
                return program.text.contains("serves at") ? true : nil
            }
        }
    }

    /// Kills all of them.
    func kill() async throws {
        for program in running.withLock({ $0 }) {
            program.signal(SIGKILL)
            _ = try await program.wait()
        }
        running.withLock { $0 = [] }
    }

    /// Starts them again, for the same ledger.
    func startAgain() async throws { try await start(knowing: ledger.withLock { $0 }) }

    /// Ends them.
    func end() async { for program in running.withLock({ $0 }) { await program.end() } }
}
