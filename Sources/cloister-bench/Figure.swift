/// One measured figure beside its target.
struct Figure: Sendable {
    enum Better: String, Sendable { case higher, lower }

    /// Dotted: subject, circumstances, what it is compared with.
    let name: String
    let value: Double
    let unit: String
    let target: Double
    let better: Better
    /// What the value was made from, for the table.
    var note = ""

    /// Whether the target is reached; a value that could not be measured does not reach it.
    var met: Bool {
        guard value.isFinite else { return false }
        return better == .higher ? value >= target : value <= target
    }

    /// The figure as one line of JSON.
    var json: String {
        let fields = [
            "\"figure\": \"\(name)\"", "\"value\": \(Self.number(value))", "\"unit\": \"\(unit)\"", "\"target\": \(Self.number(target))",
            "\"better\": \"\(better.rawValue)\"", "\"met\": \(met)",
        ]
        return "{\(fields.joined(separator: ", "))}"
    }

    /// The figure as a row of a table whose first column is `width` wide.
    func row(width: Int) -> String {
        [
            Self.padded(name, to: width), Self.padded(Self.number(value), to: 12), Self.padded(unit, to: 10),
            Self.padded((better == .higher ? "≥ " : "≤ ") + Self.number(target), to: 12), met ? "met   " : "MISSED", note,
        ].joined(separator: "  ")
    }

    /// The head of a table of such rows.
    static func heading(width: Int) -> String {
        [padded("figure", to: width), padded("value", to: 12), padded("unit", to: 10), padded("target", to: 12), "result"]
            .joined(separator: "  ")
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// At most three decimals, as JSON writes numbers.
    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let rounded = (value * 1000).rounded() / 1000
        return abs(rounded) < 1e15 && rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}

/// Figures that are measured together.
protocol FigureGroup: Sendable {
    /// What all names of the group begin with.
    var name: String { get }

    /// Measures. Prints nothing.
    func measure() async throws -> [Figure]
}

/// A measurement that cannot be made, or whose result is wrong.
struct FigureError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The median of `runs` measurements: each one is a whole comparison, so that what slows the machine slows both sides.
func median(of runs: Int = 5, _ measure: () async throws -> Double) async rethrows -> Double {
    var values: [Double] = []
    for _ in 0..<runs { values.append(try await measure()) }
    return values.median
}

extension Collection where Element == Double {
    /// The middle value; of an even count, the mean of the middle two. Not a number if empty.
    var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double { self / .seconds(1) }
}

/// The seconds that something takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double { try await ContinuousClock().measure(body).seconds }
