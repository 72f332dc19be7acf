/// Settings of the machine and the guest are on or off as demanded. One that the evidence does not tell fails either way.
public struct TraitsAreAccepted: EvidenceRequirement {
    private let required: Set<PlatformTrait>
    private let refused: Set<PlatformTrait>

    /// Settings that must be on, and settings that must be off.
    public init(required: Set<PlatformTrait>, refused: Set<PlatformTrait>) {
        self.required = required
        self.refused = refused
    }

    public var summary: String {
        let wanted = required.map(\.rawValue).sorted() + refused.map { "no \($0.rawValue)" }.sorted()
        return "its settings are as demanded (\(wanted.joined(separator: ", ")))"
    }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        Self.check(required, wanted: true, in: report.details) + Self.check(refused, wanted: false, in: report.details)
    }

    private static func check(_ traits: Set<PlatformTrait>, wanted: Bool, in details: PlatformDetails) -> [AppraisalFailure] {
        traits.sorted { $0.rawValue < $1.rawValue }.compactMap { trait in
            let found = details.trait(trait)
            guard found != wanted else { return nil }
            return AppraisalFailure(
                trait.code,
                found: "\(trait) \(found.map { $0 ? "on" : "off" } ?? "not told")", wanted: "\(trait) \(wanted ? "on" : "off")")
        }
    }
}

extension PlatformTrait {
    /// What is said where a setting is not as demanded.
    fileprivate var code: AppraisalFailure.Code {
        isOfPolicy ? .guestPolicyNotAccepted : isOfEnclave || isOfDomain ? .attributesNotAccepted : .platformInfoNotAccepted
    }
}
