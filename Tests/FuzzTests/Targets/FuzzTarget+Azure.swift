import Attestation

extension FuzzTarget {
    /// The paravisor's report, with its runtime data.
    static let hclReport = FuzzTarget("hcl-report") { bytes in
        guard let report = try? HCLReport(bytes) else { return }
        precondition(report.runtimeBytes.count < bytes.count && report.wantedReportData.count == 64, "a report longer than its bytes")
        _ = try? RuntimeData(report.runtimeBytes)
    }

    /// Azure's evidence in JSON.
    static let azureEvidence = FuzzTarget("azure-evidence", longest: 65_536) { bytes in _ = try? AzureEvidence(bytes) }
}
