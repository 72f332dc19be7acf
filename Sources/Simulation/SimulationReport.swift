/// The sums over many seeds.
package struct SimulationReport {
    private var seeds = 0
    private var steps = 0
    private var microseconds = 0
    private var acknowledged = 0
    private var openings = 0
    private var refusals = 0
    private var wentOn = 0
    private var refused = 0
    private var strikes = [Int](repeating: 0, count: Fault.allCases.count)
    // The digests of all seeds in order, as one.
    private var digest: UInt64 = 0
    /// The seeds that failed.
    package private(set) var failures: [UInt64] = []

    package init() {}

    /// Adds a seed.
    package mutating func add(_ outcome: Simulation.Outcome) {
        seeds += 1
        steps += outcome.steps
        microseconds += outcome.microseconds
        acknowledged += outcome.acknowledged
        openings += outcome.openings
        refusals += outcome.refusals
        wentOn += outcome.wentOn
        refused += outcome.refused
        for (index, count) in outcome.strikes.enumerated() { strikes[index] += count }
        digest = (digest ^ outcome.digest) &* 0x0000_0100_0000_01b3
        if !outcome.violations.isEmpty { failures.append(outcome.seed) }
    }

    /// The faults that never struck.
    package var missing: [String] { zip(Fault.allCases, strikes).filter { $1 == 0 }.map(\.0.rawValue) }

    /// The sums, a line each.
    package var table: String {
        let lines = zip(Fault.allCases, strikes).map { fault, count in row(count, fault.rawValue) }
        return """
            \(row(seeds, "seeds, \(failures.count) failed"))
            \(row(steps, "steps, \(microseconds / 1_000_000) s of virtual time, digest \(SimulationProgram.hexadecimal(digest))"))
            \(row(acknowledged, "records acknowledged"))
            \(row(openings, "openings, \(refusals) refusals"))
            \(row(wentOn, "disks from which a node went on after all faults, \(refused) from which it rightly refused"))
            How often each fault struck:
            \(lines.joined(separator: "\n"))
            """
    }

    private func row(_ count: Int, _ text: String) -> String {
        let digits = String(count)
        return String(repeating: " ", count: max(0, 10 - digits.count)) + "\(digits)  \(text)"
    }
}
