/// Rows under headings, each column as wide as its widest cell. Cells are made safe before they are measured.
struct TextTable {
    let headings: [String]
    let rows: [[String]]

    init(_ headings: [String], _ rows: [[String]]) {
        self.headings = headings
        self.rows = rows.map { row in row.map { Terminal.escaped($0).replacing("\n", with: "\\n").replacing("\t", with: " ") } }
    }

    var lines: [String] {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }
    }
}
