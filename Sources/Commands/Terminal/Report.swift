import FoundationEssentials

/// A command's result: one JSON document with `--json`, lines for people without.
protocol Report: Encodable {
    /// The lines for people.
    var lines: [String] { get }
}

extension Report {
    /// Prints the result on standard output.
    func show(asJSON: Bool) throws {
        if asJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .iso8601
            Terminal.print(String(decoding: try encoder.encode(self), as: UTF8.self))
        } else {
            lines.forEach(Terminal.print)
        }
    }
}

/// Rows under headings, each column as wide as its widest cell.
struct TextTable {
    let headings: [String]
    var rows: [[String]]

    var lines: [String] {
        let widths = headings.indices.map { column in
            ([headings] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([headings] + rows).map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }
    }
}
