import Attestation
import Wire

/// What `cloister attest` found and did.
struct AttestReport: Report {
    struct Failure: Encodable {
        let code: String
        let found: String
        let wanted: String
    }

    let accepted: Bool
    let pinned: Bool
    let server: String
    let origin: String?
    let platform: String
    let simulation: Bool
    let measurement: String?
    let configuration: String?
    let securityVersion: UInt32?
    let executors: [String]
    let ledgerEntries: UInt64?
    let checks: [String]
    let failures: [Failure]

    private let text: [String]

    private enum CodingKeys: String, CodingKey {
        case accepted, pinned, server, origin, platform, simulation, measurement, configuration, securityVersion, executors, ledgerEntries
        case checks, failures
    }

    init(
        _ record: AppraisalRecord, server: String, origin: String?, executors: [String], entries: UInt64?, pinned: Bool,
        notes: [String]
    ) {
        accepted = record.appraisal.attested != nil
        self.pinned = pinned
        self.server = server
        self.origin = origin
        platform = "\(record.platform)"
        simulation = record.platform.isSimulation
        measurement = record.report.map { "\($0.measurement)" }
        configuration = record.report?.configurationDigest.hex
        securityVersion = record.report?.securityVersion
        self.executors = executors
        ledgerEntries = entries
        checks = record.checks
        failures = record.appraisal.failures.map { Failure(code: "\($0.code)", found: $0.found, wanted: $0.wanted) }
        var text = ["node              \(server)"] + AppraisalText(record).lines
        if let origin { text.append("ledger            \(origin)\(entries.map { ", \($0) entries" } ?? "")") }
        text += executors.map { "executor          \($0)" }
        self.text = text + notes
    }

    var lines: [String] { text }
}
