import Wire

/// An examination in words, for the terminal.
public struct ExaminationText: Sendable {
    /// The lines, without line breaks.
    public let lines: [String]

    /// The words for an examination.
    public init(_ examination: EvidenceExamination) {
        var lines = [examination.result == .verified ? "VERIFIED: authentic, and all that the policy asks for" : "REFUSED"]
        func row(_ name: String, _ value: String) { lines.append(name + String(repeating: " ", count: max(1, 18 - name.count)) + value) }
        row("format", "\(examination.format)")
        row("authentic", examination.isAuthentic ? "yes: signed under a root of its vendor" : "no")
        row("status", examination.status)
        if !examination.advisories.isEmpty { row("advisories", examination.advisories.joined(separator: " ")) }
        row("at", CivilTime.rfc3339(Int64(clamping: examination.time)))
        if let debug = examination.debug { row("debugging", debug ? "ON: its operator can read its memory" : "off") }
        if let hardware = examination.hardwareID { row("machine", "\(hardware)") }
        for field in examination.claims { row(field.name, field.value.description) }
        for reason in examination.reasons {
            lines.append("not met: \(reason.code)")
            if let found = reason.found, let wanted = reason.wanted {
                row("  found", found)
                row("  wanted", wanted)
            } else {
                lines.append("  " + reason.message)
            }
        }
        self.lines = lines
    }
}
