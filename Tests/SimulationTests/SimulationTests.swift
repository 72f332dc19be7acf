import Foundation
import Testing

@testable import Simulation

@Suite(.serialized) struct SimulationTests {
    /// The seeds' digests as text.
    static func digests(_ seeds: ClosedRange<UInt64>) throws -> String {
        let workspace = try Workspace()
        return try seeds.map { "\($0) \(try Simulation(seed: $0, in: workspace).run().digest)" }.joined(separator: "\n") + "\n"
    }

    @Test func `A seed has one digest, and no two seeds the same`() async throws {
        let first = try Self.digests(1...4)
        await Task.yield()
        #expect(try Self.digests(1...4) == first)
        #expect(Set(first.split(separator: "\n").map { $0.split(separator: " ")[1] }).count == 4)
    }

    @Test func `A seed has the same digest in every process, whatever its hashes and keys are`() async throws {
        var outputs: [String] = []
        for _ in 0..<2 {
            let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
                FileHandle.standardOutput.write(Data(try SimulationTests.digests(1...4).utf8))
            }
            outputs.append(String(decoding: try #require(result).standardOutputContent, as: UTF8.self))
        }
        let here = try Self.digests(1...4)
        #expect(outputs.allSatisfy { $0.contains(here) })
    }

    @Test func `[40][42][103][104][106][125] Seeds with faults of every kind find nothing wrong`() async throws {
        let workspace = try Workspace()
        for seed: UInt64 in 1000..<1012 {
            let outcome = try Simulation(seed: seed, in: workspace).run()
            #expect(outcome.violations == [], "seed \(seed)")
            #expect(outcome.strikes.reduce(0, +) > 0 && outcome.acknowledged > 0, "seed \(seed)")
            await Task.yield()
        }
    }

    @Test(arguments: [["--seeds"], ["--seeds", "0"], ["--seeds", "x"], ["--seed", "-1"], ["--other"], ["--first"]])
    func `Wrong arguments are refused`(words: [String]) { #expect(SimulationProgram.run(words) == 2) }

    @Test func `A fault that never struck is named`() throws {
        var report = SimulationReport()
        let outcome = try Simulation(seed: 1, in: Workspace()).run()
        report.add(outcome)
        let absent = zip(Fault.allCases, outcome.strikes).filter { $1 == 0 }.map(\.0.rawValue)
        #expect(report.missing == absent && !absent.isEmpty)
        #expect(report.table.contains("1  seeds, 0 failed"))
    }
}
