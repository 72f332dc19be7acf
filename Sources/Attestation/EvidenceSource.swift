/// What quotes for this process: a device or a measurer. Who the process is, the source finds out for itself.
public protocol EvidenceSource: Sendable {
    /// Fresh evidence that covers the report data.
    func evidence(for reportData: ReportData) async throws -> Evidence
}
