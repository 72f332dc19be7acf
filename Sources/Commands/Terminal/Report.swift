#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A command's result: one JSON document with `--json`, lines for people without.
protocol Report: Encodable {
    /// The lines for people.
    var lines: [String] { get }
}

extension Report {
    /// Prints the result on standard output.
    func show(asJSON: Bool) throws {
        if asJSON {
            Terminal.print(try JSONText.of(self))
        } else {
            lines.forEach(Terminal.print)
        }
    }
}

/// JSON on one line, its members sorted.
enum JSONText {
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// One thing with its properties, a line each.
protocol PropertiesReport: Report {
    var properties: [(name: String, value: String)] { get }
}

extension PropertiesReport {
    var lines: [String] {
        let width = properties.map(\.name.count).max() ?? 0
        return properties.map { $0.name + String(repeating: " ", count: width - $0.name.count + 2) + $0.value }
    }
}
