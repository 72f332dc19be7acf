import Wire

/// An appraisal in words, for the terminal.
public struct AppraisalText: Sendable, CustomStringConvertible {
    /// The lines, without line breaks.
    public let lines: [String]

    /// The words for an appraisal.
    public init(_ record: AppraisalRecord) {
        var lines: [String] = []
        if record.platform.isSimulation { lines += Self.simulationWarning }
        switch record.appraisal {
        case .attested: lines.append("ACCEPTED: this node is what you said it must be")
        case .refused(let failures):
            lines.append("REFUSED: \(failures.count == 1 ? "one requirement is" : "\(failures.count) requirements are") not met")
        }
        lines.append(Self.row("platform", "\(record.platform)"))
        if let report = record.report {
            lines += Self.claims(of: report, wantedRole: record.role)
        } else {
            lines.append(Self.row("role", "\(record.role) wanted"))
        }
        if !record.checks.isEmpty {
            lines.append("checked that")
            lines.append("  - its signature is of a root that you trust")
            lines += record.checks.map { "  - \($0)" }
        }
        for failure in record.appraisal.failures {
            lines += ["not met: \(failure.code)", Self.row("  found", failure.found), Self.row("  wanted", failure.wanted)]
        }
        self.lines = lines
    }

    /// What is shown wherever a software TEE is accepted or started.
    public static let simulationWarning: [String] = [
        "!!! ---------------------------------------------------------------- !!!",
        "!!!  SOFTWARE TEE: NO HARDWARE STANDS BEHIND THIS. IT PROTECTS       !!!",
        "!!!  NOTHING. Whoever runs the machine can read everything on it.    !!!",
        "!!!  Use it to develop and to try Cloister, never for real data.     !!!",
        "!!! ---------------------------------------------------------------- !!!",
    ]

    /// The lines, each followed by a line break.
    public var description: String { lines.map { $0 + "\n" }.joined() }

    private static func claims(of report: AuthenticReport, wantedRole: NodeRole) -> [String] {
        [
            row("measurement", "\(report.measurement)"),
            row("role", (report.role.map { "\($0)" } ?? "none") + (report.role == wantedRole ? "" : " (\(wantedRole) wanted)")),
            row("configuration", report.configurationDigest.allSatisfy { $0 == 0 } ? "none" : report.configurationDigest.hex),
            row("security version", "\(report.securityVersion)"),
            row("debugging", report.isDebug ? "ON: its operator can read its memory" : "off"),
            row("machine", "\(report.hardwareID)"),
            row("memory", report.platform.confidentialMemory ? "kept from the machine's operator" : "open to the machine's operator"),
        ]
    }

    private static func row(_ name: String, _ value: String) -> String {
        name + String(repeating: " ", count: max(1, 18 - name.count)) + value
    }
}
