/// What a run over the index counted.
struct IndexTally {
    var files = 0
    var cases = 0
    var refusals = 0
    var unsupported = 0
    var unexpected: [String] = []

    /// Takes in one verdict, and whether it is what the index says.
    mutating func count(_ verdict: PrintedVerdict, of name: String, _ isExpected: Bool) {
        cases += 1
        if verdict.result == "refused" { refusals += 1 }
        if verdict.codes.first == "unsupported" { unsupported += 1 }
        if !isExpected { unexpected.append("\(name): \(verdict.status), \(verdict.codes), \(verdict.advisories)") }
    }

    var line: String {
        "\(files) evidence files, \(cases) cases, \(refusals) refusals, \(unexpected.count) unexpected, \(unsupported) unsupported"
    }
}
