/// A list: `{"NAME": [...], "more": false}`, or a table.
struct ListReport<Row: Encodable>: Report {
    let name: String
    let rows: [Row]
    let hasMore: Bool
    let table: TextTable

    init(_ name: String, _ rows: [Row], hasMore: Bool, columns: [(heading: String, cell: (Row) -> String)]) {
        (self.name, self.rows, self.hasMore) = (name, rows, hasMore)
        table = TextTable(columns.map(\.heading), rows.map { row in columns.map { $0.cell(row) } })
    }

    var lines: [String] {
        if rows.isEmpty { return ["There are no \(name) that you may see."] }
        return table.lines + (hasMore ? ["There are more; say how many with --limit."] : [])
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: StrictObject.Name.self)
        try container.encode(rows, forKey: .init(name))
        try container.encode(hasMore, forKey: .init("more"))
    }
}
