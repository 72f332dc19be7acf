/// SEV-SNP: each component of the reported, committed, launch and current TCB has at least the version that its product needs.
///
/// Versions are compared one by one, never as one number.
public struct ComponentsAreAtLeast: EvidenceRequirement {
    private let minimum: [String: [String: UInt8]]
    private let levels: [GuestDemands.TCBLevel]

    /// The lowest version of each component of each product at some levels; a product that is not listed is refused.
    public init(_ minimum: [String: [String: UInt8]], at levels: [GuestDemands.TCBLevel] = GuestDemands.TCBLevel.allCases) {
        self.minimum = minimum
        self.levels = levels
    }

    public var summary: String {
        let names = levels.count == GuestDemands.TCBLevel.allCases.count ? "" : levels.map { "\($0) " }.joined()
        return "each \(names)component has at least its lowest version"
    }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let guest = report.details.guest else {
            return [AppraisalFailure(.componentTooOld, found: "no component versions", wanted: "the versions of each component")]
        }
        guard let lowest = minimum[guest.product.rawValue] else {
            return [
                AppraisalFailure(
                    .componentTooOld, found: guest.product.rawValue, wanted: AllowList.text(minimum.keys, of: "accepted product"))
            ]
        }
        var failures: [AppraisalFailure] = []
        for level in levels {
            let versions = guest.version(at: level).named
            for (component, version) in lowest.sorted(by: { $0.key < $1.key }) {
                let found = versions[component]
                if let found, found >= version { continue }
                failures.append(
                    AppraisalFailure(
                        .componentTooOld, found: "\(level) \(component) \(found.map { "\($0)" } ?? "absent")",
                        wanted: "\(version) or later on \(guest.product)"))
            }
        }
        return failures
    }
}
