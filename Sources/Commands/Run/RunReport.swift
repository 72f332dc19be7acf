import ArgumentParser
import Client

/// A run, as far as the caller may see it.
struct RunReport: PropertiesReport {
    let run: String
    let agreement: String
    let requester: String
    let status: RunRecord.Status
    let createdAt: String
    let endedAt: String?
    let attempts: UInt32
    let failure: String?
    let problems: [RunRecord.Problem]
    /// The files that outputs were written to, by slot.
    let files: [String: String]?

    init(_ record: RunRecord, files: [String: String]? = nil) {
        (run, agreement, requester, status) = (record.id, record.agreement, record.requester, record.status)
        createdAt = ISODate.text(record.createdAt)
        endedAt = record.endedAt == 0 ? nil : ISODate.text(record.endedAt)
        (attempts, failure, problems) = (record.attempts, record.failure, record.problems)
        self.files = files
    }

    var properties: [(name: String, value: String)] {
        var rows: [(name: String, value: String)] = [
            ("run", run), ("state", status.rawValue), ("agreement", agreement), ("asked for by", requester), ("since", createdAt),
        ]
        if let endedAt { rows.append(("ended", endedAt)) }
        if attempts > 1 { rows.append(("attempts", "\(attempts), each of them charged")) }
        if let failure { rows.append(("failure", failure)) }
        rows += problems.map { ("your input", "\($0.slot): \($0.message) [\($0.code)]") }
        rows += (files ?? [:]).sorted { $0.key < $1.key }.map { ("output", "\($0.key): \($0.value)") }
        return rows
    }

    /// Throws what a run that ended badly means for the command.
    static func requireSuccess(of record: RunRecord) throws(CommandFailure) {
        guard record.status == .failed || record.status == .canceled else { return }
        let reason = record.failure ?? record.status.rawValue.uppercased()
        let own = record.problems.map { "your input “\($0.slot)”: \($0.message)" }.joined(separator: "; ")
        throw CommandFailure(
            .runFailed, reason: reason,
            message: "the run \(record.id) \(record.status == .failed ? "failed" : "was canceled")\(own.isEmpty ? "" : ": " + own)")
    }
}
