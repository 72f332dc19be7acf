/// Two things done by turns, so that what slows the machine slows both.
struct Comparison {
    private let ours: [[Double]]
    private let theirs: [[Double]]

    /// Does both once without counting, and then `samples` times in each of `rounds`. Each body gives the seconds that count.
    init(rounds: Int, samples: Int, _ ours: () async throws -> Double, beside theirs: () async throws -> Double) async throws {
        var (left, right): ([[Double]], [[Double]]) = ([], [])
        _ = (try await ours(), try await theirs())
        for _ in 0..<rounds {
            left.append([])
            right.append([])
            for _ in 0..<samples {
                left[left.count - 1].append(try await ours())
                right[right.count - 1].append(try await theirs())
            }
        }
        (self.ours, self.theirs) = (left, right)
    }

    /// The median over the rounds of the ratio of both medians.
    var ratio: Double { zip(ours, theirs).map { $0.median / $1.median }.median }

    /// The ratio as a figure, with percentiles of both sides.
    func figure(_ name: String, atMost target: Double) -> Figure {
        Figure(
            name: name, value: ratio, unit: "ratio", target: target, better: .lower,
            note: "ours \(Self.percentiles(ours)), beside \(Self.percentiles(theirs))")
    }

    private static func percentiles(_ rounds: [[Double]]) -> String {
        let sorted = rounds.joined().sorted()
        let parts = [50, 90, 99].map { percent in
            "p\(percent) \((sorted[(sorted.count - 1) * percent / 100] * 100_000).rounded() / 100)"
        }
        return parts.joined(separator: " ") + " ms"
    }
}
