/// SEV-SNP: each component of the reported, committed, launch and current TCB has at least the version that its product needs.
///
/// Versions are compared one by one, never as one number.
public struct ComponentsAreAtLeast: EvidenceRequirement {
    private let minimum: [String: [String: UInt8]]

    /// The lowest version of each component of each product; a product that is not listed is refused.
    public init(_ minimum: [String: [String: UInt8]]) { self.minimum = minimum }

    public var summary: String { "each component has at least its lowest version" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let machine = report.details.components else {
            return [AppraisalFailure(.componentTooOld, found: "no component versions", wanted: "the versions of each component")]
        }
        guard let lowest = minimum[machine.product] else {
            return [
                AppraisalFailure(.componentTooOld, found: machine.product, wanted: AllowList.text(minimum.keys, of: "accepted product"))
            ]
        }
        var failures: [AppraisalFailure] = []
        for level in machine.levels {
            for (component, version) in lowest.sorted(by: { $0.key < $1.key }) where level.versions[component].map({ $0 < version }) ?? true {
                let found = level.versions[component].map { "\($0)" } ?? "absent"
                failures.append(
                    AppraisalFailure(
                        .componentTooOld, found: "\(level.name) \(component) \(found)",
                        wanted: "\(version) or later on \(machine.product)"))
            }
        }
        return failures
    }
}

/// The component versions of an AMD machine.
struct MachineComponents {
    /// The product's name, as policies write it.
    let product: String
    /// Reported, committed, launch and current.
    let levels: [(name: String, versions: [String: UInt8])]
}
