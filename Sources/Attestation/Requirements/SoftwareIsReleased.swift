/// The software is one that the release manifest in force accepts for the role. Without a manifest in force, none is.
///
/// Roles may be pinned besides: then the pins decide for them, and the manifest only revokes. This is the one place where clients, control
/// nodes and executors ask which software auditors accept.
public struct SoftwareIsReleased: SoftwareRequirement {
    private let store: ReleaseStore
    private let pins: [NodeRole: Set<Measurement>]

    /// Follows what the store knows at each appraisal. Roles in `pins` follow their pins instead of the manifest.
    public init(by store: ReleaseStore, pins: [NodeRole: Set<Measurement>] = [:]) {
        self.store = store
        self.pins = pins
    }

    public var summary: String {
        let auditors = store.verifier.auditors
        return "the software is one that \(auditors.threshold) auditors of \(auditors.origin) accept for the role"
    }

    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        let releases = store.verifier
        if let manifest = releases.newest?.manifest, manifest.revoked.contains(report.measurement) {
            return [AppraisalFailure(.measurementRevoked, found: "\(report.measurement)", wanted: "software that no auditors revoked")]
        }
        if let pinned = pins[role] {
            return MeasurementIsAccepted(control: pinned, executor: pinned).failures(in: report, as: role, at: time)
        }
        do throws(ReleaseRefusal) {
            return Self.failures(in: report, as: role, at: time, under: try releases.inForce(at: time))
        } catch {
            return [AppraisalFailure(.noReleaseInForce, found: "\(error)", wanted: "a release manifest in force")]
        }
    }

    private static func failures(
        in report: AuthenticReport, as role: NodeRole, at time: UInt64, under manifest: ReleaseManifest
    ) -> [AppraisalFailure] {
        let control = manifest.control
        let executor = manifest.executor
        let requirements: [any AppraisalRequirement] = [
            MeasurementIsAccepted(control: control.measurements, executor: executor.measurements),
            ConfigurationIsAccepted(control: list(control.configurations), executor: list(executor.configurations)),
            SecurityVersionIsAtLeast(manifest.minimumSecurityVersion),
        ]
        return requirements.flatMap { $0.failures(in: report, as: role, at: time) }
    }

    private static func list(_ configurations: Set<[UInt8]>) -> [[UInt8]]? { configurations.isEmpty ? nil : Array(configurations) }
}
