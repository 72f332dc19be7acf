import ArgumentParser
import Testing

@testable import Commands

@Suite struct CommandLineTests {
    static let commands: [(noun: String, verbs: [String])] = [
        ("init", []), ("attest", []), ("party", ["register", "list", "show", "suspend", "reinstate"]),
        ("function", ["create", "list", "show", "delete"]), ("asset", ["create", "list", "show", "delete"]),
        ("agreement", ["create", "list", "show", "sign", "halt"]), ("run", ["create", "list", "show", "watch", "cancel", "output"]),
        ("release", ["key", "auditors", "trust", "create", "review", "sign", "import", "show", "rotate-auditors"]),
        ("completions", []), ("version", []),
    ]

    @Test func `Help names every command and every exit code`() {
        let help = Cloister.helpMessage()
        for (noun, _) in Self.commands { #expect(help.contains("\n  \(noun) "), "\(noun)") }
        for code in ["0", "3", "4", "5", "6", "7", "64"] { #expect(help.contains("\n  \(code) "), "\(code)") }
    }

    @Test(arguments: CommandLineTests.commands.filter { !$0.verbs.isEmpty })
    func `Help of a noun names its verbs`(noun: String, verbs: [String]) throws {
        let command = try #require(Cloister.configuration.subcommands.first { $0._commandName == noun })
        let help = Cloister.helpMessage(for: command)
        for verb in verbs { #expect(help.contains("\n  \(verb) "), "\(noun) \(verb)") }
    }

    @Test(arguments: ["party", "function", "asset", "agreement", "run"])
    func `Every command that talks to a node takes the same options`(noun: String) throws {
        let command = try #require(Cloister.configuration.subcommands.first { $0._commandName == noun })
        for verb in command.configuration.subcommands {
            let help = Cloister.helpMessage(for: verb)
            for option in ["--home", "--server", "--json", "--quiet"] { #expect(help.contains(option), "\(verb) \(option)") }
        }
    }

    @Test(arguments: [
        ["run", "show", "zz"], ["asset", "show", "00"], ["attest", "--server", "nowhere"], ["attest", "--allow-classical-key-exchange"],
        ["attest", "--accept-software-tee", "yes"],
        ["run", "create", "--agreement", String(repeating: "0", count: 32), "--input", "photo"],
        ["run", "create", "--agreement", String(repeating: "0", count: 32), "--input", "a=b", "--input", "a=c"],
        ["init", "--name", "a"], ["nonsense"], ["release", "import"], ["release", "create", "--output", "a", "--days", "8"],
        ["release", "create", "--output", "a", "--control", "zz"], ["release", "auditors", "--origin", "a", "--output", "b"],
        ["release", "rotate-auditors", "--threshold", "2", "--assumed-bad", "0", "--auditor", "x", "--output", "b"],
    ])
    func `A wrong command line is exit code 64`(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try Cloister.parseAsRoot(arguments) }
        #expect(error.map { Cloister.exitCode(for: $0).rawValue } == 64)
    }

    @Test func `An input is a file or an asset`() {
        let id = String(repeating: "0a", count: 16)
        #expect(InputArgument("photo=a=b.png")?.source == .file("a=b.png"))
        #expect(InputArgument("photo=asset:\(id.uppercased())")?.source == .asset(id))
        #expect(InputArgument("photo=./asset:x")?.source == .file("./asset:x"))
        for wrong in ["photo", "=a", "photo=", "photo=asset:zz"] { #expect(InputArgument(wrong) == nil) }
    }

    @Test(arguments: ["../x", "a/b", "", ".hidden", "-x", "A", String(repeating: "a", count: 65), "a\0"])
    func `An output's name is never a path`(slot: String) {
        #expect(!RunOutputs.isFileName(slot))
        #expect(throws: CommandFailure.self) { try RunOutputs.write([slot: [1]], to: "/nonexistent") }
    }

    @Test func `Percentiles are by nearest rank`() throws {
        let latency = try #require(Latency((1...100).reversed().map { .milliseconds($0) }))
        #expect([latency.min, latency.p50, latency.p90, latency.p99, latency.max, latency.first] == [1, 50, 90, 99, 100, 100])
        let one = try #require(Latency([.microseconds(1500)]))
        #expect([one.min, one.p50, one.p99, one.max] == [1.5, 1.5, 1.5, 1.5])
        #expect(Latency([]) == nil)
    }
}
