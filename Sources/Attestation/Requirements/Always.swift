// The requirements that every appraisal makes, whatever the policy says.

struct ReportDataEquals: InspectionRequirement {
    private let expected: ReportData
    init(_ expected: ReportData) { self.expected = expected }

    var summary: String { "it was made for this connection (64 bytes of report data)" }

    func failures(inspecting report: some InspectableReport) -> [AppraisalFailure] {
        guard !report.binding.binds(expected) else { return [] }
        return [AppraisalFailure(.reportDataMismatch, found: "\(report.binding)", wanted: report.binding.wanted(expected))]
    }
}

struct RoleMatches: AppraisalRequirement {
    var summary: String { "the node has the expected role" }

    func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        guard report.role != role else { return [] }
        return [AppraisalFailure(.roleMismatch, found: report.role.map { "\($0)" } ?? "no role", wanted: "\(role)")]
    }
}

struct PlatformMatches: AppraisalRequirement {
    let platform: Platform

    var summary: String { "report, measurement and hardware id are of one platform" }

    func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        [report.platform, report.measurement.platform, report.hardwareID.platform]
            .filter { $0 != platform }
            .map { AppraisalFailure(.platformNotAccepted, found: "\($0)", wanted: "\(platform)") }
    }
}

struct MeasurementIsNotZero: InspectionRequirement {
    var summary: String { "the software was measured" }

    func failures(inspecting report: some InspectableReport) -> [AppraisalFailure] {
        guard report.measurement.isZero else { return [] }
        return [AppraisalFailure(.measurementIsZero, found: "a measurement of zeros", wanted: "a measurement of software")]
    }
}

struct DebugIsOff: InspectionRequirement {
    var summary: String { "the node cannot be debugged" }

    func failures(inspecting report: some InspectableReport) -> [AppraisalFailure] {
        guard report.isDebug else { return [] }
        return [AppraisalFailure(.debugEnabled, found: "a node that can be debugged", wanted: "one that cannot")]
    }
}

struct HardwareStandsBehind: AppraisalRequirement {
    var summary: String { "hardware stands behind the evidence" }

    func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        guard report.platform.isSimulation else { return [] }
        return [AppraisalFailure(.softwareTEENotAccepted, found: "\(report.platform), which protects nothing", wanted: "hardware")]
    }
}
