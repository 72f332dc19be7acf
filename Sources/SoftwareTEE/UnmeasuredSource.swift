package import Attestation

/// Quotes in memory for whatever it is told to be: for benchmarks, which need evidence but no measurer.
package struct UnmeasuredSource: EvidenceSource {
    private let root: SoftwareRoot
    private let role: NodeRole
    private let measurement: Measurement

    /// A source whose evidence is worth what `root` is: nothing, unless a verifier trusts it.
    package init(root: SoftwareRoot, role: NodeRole, measurement: Measurement) {
        self.root = root
        self.role = role
        self.measurement = measurement
    }

    package func evidence(for reportData: ReportData) async throws -> Evidence {
        try root.evidence(
            for: SoftwareReport(
                role: role, isDebug: false, securityVersion: 1, hardwareID: root.hardwareID.bytes, measurement: measurement.digest,
                configurationDigest: [UInt8](repeating: 0, count: 32), reportData: reportData))
    }
}
