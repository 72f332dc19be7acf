/// `cloister-simulate`: runs seeds and prints what struck, or one seed with its trace.
package enum SimulationProgram {
    private static let usage = """
        usage: cloister-simulate [--seeds N] [--first SEED] [--until-found]
               cloister-simulate --seed SEED
        Runs N seeds (300) and prints how often each fault struck; --until-found ends at the first seed that fails.
        --seed replays one seed and prints its trace.

        """
    /// From so many seeds on, a fault that never struck is a failure.
    private static let enoughSeeds = 300

    private struct Arguments {
        var seeds = 300
        var first: UInt64 = 1
        var replayed: UInt64?
        var endsAtFirst = false
    }

    /// Runs the program; its exit status is 0 if nothing failed, 1 if something did, 2 for wrong arguments.
    package static func run(_ words: [String]) -> Int32 {
        guard let arguments = parse(words) else {
            print(usage, terminator: "")
            return 2
        }
        do {
            let workspace = try Workspace()
            if let seed = arguments.replayed { return try replay(seed, workspace) }
            return try runAll(arguments, workspace)
        } catch {
            print("error: \(error)")
            return 1
        }
    }

    private static func parse(_ words: [String]) -> Arguments? {
        var (arguments, rest) = (Arguments(), words[...])
        while let word = rest.popFirst() {
            switch word {
            case "--until-found": arguments.endsAtFirst = true
            case "--seeds":
                guard let count = rest.popFirst().flatMap({ Int($0) }), (1...1_000_000).contains(count) else { return nil }
                arguments.seeds = count
            case "--first", "--seed":
                guard let seed = rest.popFirst().flatMap({ UInt64($0) }), seed < 1 << 62 else { return nil }
                if word == "--seed" { arguments.replayed = seed } else { arguments.first = seed }
            default: return nil
            }
        }
        return arguments
    }

    private static func replay(_ seed: UInt64, _ workspace: Workspace) throws -> Int32 {
        let outcome = try Simulation(seed: seed, in: workspace).run { print($0) }
        print("seed \(seed): \(outcome.steps) steps, digest \(hexadecimal(outcome.digest))")
        for violation in outcome.violations { print("FAILED: \(violation)") }
        return outcome.violations.isEmpty ? 0 : 1
    }

    private static func runAll(_ arguments: Arguments, _ workspace: Workspace) throws -> Int32 {
        var report = SimulationReport()
        for seed in arguments.first..<arguments.first + UInt64(arguments.seeds) {
            let outcome = try Simulation(seed: seed, in: workspace).run()
            report.add(outcome)
            if let violation = outcome.violations.first {
                print("seed \(seed) FAILED: \(violation)\n    replay: scripts/simulate --seed \(seed)")
                if arguments.endsAtFirst { return 1 }
            }
        }
        print(report.table)
        let missing = arguments.seeds >= enoughSeeds ? report.missing : []
        for fault in missing { print("FAILED: never struck: \(fault)") }
        return report.failures.isEmpty && missing.isEmpty ? 0 : 1
    }

    static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
