import Attestation
import Wire

/// What a manifest changes against the one before, in words.
struct ReleaseDifference {
    let lines: [String]

    /// The difference; against nothing, everything is new.
    init(from old: ReleaseManifest?, to new: ReleaseManifest) {
        var lines: [String] = []
        for role in NodeRole.allCases {
            let (before, after) = (old?.release(of: role) ?? .init(), new.release(of: role))
            lines += Self.sorted(after.measurements.subtracting(before.measurements)).map { "\(role) added: \($0)" }
            lines += Self.sorted(before.measurements.subtracting(after.measurements)).map { "\(role) no longer accepted: \($0)" }
            if after.measurements.isEmpty { lines.append("no software is accepted as \(role)") }
            guard before.configurations != after.configurations else { continue }
            if after.configurations.isEmpty { lines.append("any configuration is accepted of \(role) from now on") }
            lines += Self.sorted(after.configurations.subtracting(before.configurations).map(\.hex)).map {
                "\(role) configuration added: \($0)"
            }
            if !after.configurations.isEmpty {
                lines += Self.sorted(before.configurations.subtracting(after.configurations).map(\.hex))
                    .map { "\(role) configuration no longer accepted: \($0)" }
            }
        }
        lines += Self.sorted(new.revoked.subtracting(old?.revoked ?? [])).map { "revoked: \($0)" }
        lines += Self.sorted(old?.revoked.subtracting(new.revoked) ?? []).map { "NO LONGER REVOKED: \($0)" }
        if new.minimumSecurityVersion != old?.minimumSecurityVersion ?? 0 {
            lines.append("lowest security version: \(old?.minimumSecurityVersion ?? 0), from now on \(new.minimumSecurityVersion)")
        }
        if let old, new.notAfter <= old.notAfter { lines.append("it ends no later than the one before") }
        self.lines = lines
    }

    private static func sorted(_ values: some Sequence<some CustomStringConvertible>) -> [String] { values.map { "\($0)" }.sorted() }
}
